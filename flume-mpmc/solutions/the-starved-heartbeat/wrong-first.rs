//! Known-wrong: it yields for the first hundred tasks.

use flume::{Receiver, unbounded};
use shared::exercises::the_starved_heartbeat::{Task, heart, heartbeat, process, tasks};

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let (sender, receiver) = unbounded();
    tokio::spawn(heartbeat());
    let worker = tokio::spawn(worker(receiver));

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

async fn worker(receiver: Receiver<Task>) -> (usize, usize) {
    let (mut done, mut sum) = (0, 0);
    while let Ok(task) = receiver.recv_async().await {
        sum += process(task);
        done += 1;
        if done <= 100 {
            tokio::task::yield_now().await;
        }
    }
    (done, sum)
}
