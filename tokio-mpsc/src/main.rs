//! Async to async: tokio tasks, each with a private queue, and one channel for the results.

use std::process::ExitCode;

use shared::repos::{Done, Task, process, tasks};
use shared::{Ledger, Stdout, print};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

const WORKERS: usize = 4;

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let tasks = tasks().await?;
    let mut ledger = Ledger::new(&tasks);

    let (result, mut collector) = unbounded_channel();
    let mut senders = Vec::new();
    let mut workers = Vec::new();
    for n in 0..WORKERS {
        let (sender, receiver) = unbounded_channel();
        senders.push(sender);
        workers.push(tokio::spawn(worker(n, receiver, result.clone())));
    }
    // The collector ends when the last `result` is gone. The workers drop theirs; this one is ours.
    drop(result);

    for (i, task) in tasks.iter().enumerate() {
        // An error here means that the worker has died. That is no reason to die as well: its tasks stay in the
        // ledger, and the others get theirs.
        let _ = senders[i % WORKERS].send(task.clone());
    }
    // No more tasks: each worker ends when it has emptied its queue.
    drop(senders);

    while let Some((n, done)) = collector.recv().await {
        match done.outcome {
            Ok(description) => {
                if print(format_args!("worker {n} | {description}"))? == Stdout::Closed {
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

async fn worker(n: usize, mut receiver: UnboundedReceiver<Task>, result: UnboundedSender<(usize, Done)>) {
    while let Some(task) = receiver.recv().await {
        let done = process(task).await;
        if result.send((n, done)).is_err() {
            return; // nobody collects any more
        }
    }
}
