//! Known-wrong: a worker that panicked is reported, and not the task it had.

use std::process::ExitCode;

use flume::{Receiver, Sender, unbounded};
use shared::exercises::the_swallowed_panic::{Done, Task, WORKERS, process, tasks};

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let (sender, receiver) = unbounded();
    let (result, collector) = unbounded();
    let mut workers = Vec::new();
    for _ in 0..WORKERS {
        workers.push(tokio::spawn(worker(receiver.clone(), result.clone())));
    }

    drop((receiver, result));

    for task in tasks() {
        sender.send_async(task).await?;
    }
    drop(sender);

    while let Ok(done) = collector.recv_async().await {
        println!("bill {}: {} euros each", done.number, done.share);
    }
    let mut status = ExitCode::SUCCESS;
    for worker in workers {
        if let Err(error) = worker.await {
            eprintln!("lost: {error}");
            status = ExitCode::FAILURE;
        }
    }
    Ok(status)
}

async fn worker(receiver: Receiver<Task>, result: Sender<Done>) {
    while let Ok(task) = receiver.recv_async().await {
        let done = process(task).await;
        if result.send_async(done).await.is_err() {
            return; // nobody collects any more
        }
    }
}
