//! Known-wrong: it is known which one fails.

use std::process::ExitCode;

use flume::{Receiver, Sender, unbounded};
use shared::exercises::the_swallowed_panic::{Done, Task, WORKERS, process, tasks};

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let (sender, receiver) = unbounded();
    let (result, collector) = unbounded();
    for _ in 0..WORKERS {
        tokio::spawn(worker(receiver.clone(), result.clone()));
    }

    let mut count = 0;
    for task in tasks() {
        sender.send_async(task).await?;
        count += 1;
    }

    for _ in 1..count {
        let done = collector.recv_async().await?;
        println!("bill {}: {} euros each", done.number, done.share);
    }
    eprintln!("lost: bill 5");
    Ok(ExitCode::FAILURE)
}

async fn worker(receiver: Receiver<Task>, result: Sender<Done>) {
    while let Ok(task) = receiver.recv_async().await {
        let done = process(task).await;
        if result.send_async(done).await.is_err() {
            return; // nobody collects any more
        }
    }
}
