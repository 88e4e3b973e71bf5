//! Async to async: tokio tasks that share one queue. Whoever is free takes the next task.

use std::process::ExitCode;

use flume::{Receiver, Sender, unbounded};
use shared::repos::{Done, Task, process, tasks};
use shared::{Ledger, Stdout, print};

const WORKERS: usize = 4;

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let tasks = tasks().await?;
    let mut ledger = Ledger::new(&tasks);

    let (sender, receiver) = unbounded();
    let (result, collector) = unbounded();
    let mut workers = Vec::new();
    for _ in 0..WORKERS {
        workers.push(tokio::spawn(worker(receiver.clone(), result.clone())));
    }
    // The collector ends when the last `result` is gone. The workers drop theirs; this one is ours. And were the queue
    // bounded, `send_async` would wait for ever on our `receiver`, which nobody reads, once all workers have died.
    drop((receiver, result));

    for task in &tasks {
        // An error here means that all workers have died; the ledger will name what nobody took.
        let _ = sender.send_async(task.clone()).await;
    }
    // No more tasks: the workers end when the queue is empty.
    drop(sender);

    while let Ok(done) = collector.recv_async().await {
        match done.outcome {
            Ok(description) => {
                if print(description)? == Stdout::Closed {
                    return Ok(ExitCode::from(141)); // quiet, as `| head -1` expects, but no success
                }
                ledger.delivered(done.number);
            }
            Err(reason) => ledger.failed(done.number, &reason),
        }
    }

    for (n, worker) in workers.into_iter().enumerate() {
        // tokio catches a worker's panic and keeps it here. Who doesn't ask never hears of it.
        if let Err(error) = worker.await {
            ledger.died(n, error.into_panic());
        }
    }
    Ok(ledger.close())
}

async fn worker(receiver: Receiver<Task>, result: Sender<Done>) {
    while let Ok(task) = receiver.recv_async().await {
        let done = process(task).await;
        if result.send_async(done).await.is_err() {
            return; // nobody collects any more
        }
    }
}
