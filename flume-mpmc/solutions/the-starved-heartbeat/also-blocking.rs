//! Also right: the work moves to a thread that may be kept busy, and the runtime has its own for itself.

use flume::{Receiver, unbounded};
use shared::exercises::the_starved_heartbeat::{Task, heart, heartbeat, process, tasks};

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let (sender, receiver) = unbounded();
    tokio::spawn(heartbeat());
    let worker = tokio::task::spawn_blocking(move || worker(receiver));

    let mut tasks = tasks();
    while let Some(task) = tasks.next().await {
        sender.send_async(task).await?;
    }
    drop(sender);

    let (done, sum) = worker.await?;
    println!("{done} tasks done, sum {sum}");
    println!("{}", heart());
    Ok(())
}

fn worker(receiver: Receiver<Task>) -> (usize, usize) {
    let (mut done, mut sum) = (0, 0);
    for task in receiver {
        sum += process(task);
        done += 1;
    }
    (done, sum)
}
