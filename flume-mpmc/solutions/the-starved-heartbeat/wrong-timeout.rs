//! Known-wrong: a time limit, so that nothing waits for too long. But nothing waits.

use std::time::Duration;

use flume::{Receiver, unbounded};
use shared::exercises::the_starved_heartbeat::{Task, heart, heartbeat, process, tasks};
use tokio::time::timeout;

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
    while let Ok(Ok(task)) = timeout(Duration::from_secs(1), receiver.recv_async()).await {
        sum += process(task);
        done += 1;
    }
    (done, sum)
}
