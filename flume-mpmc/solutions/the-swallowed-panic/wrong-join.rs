//! Known-wrong: the workers are joined before their queue is closed.

use std::collections::BTreeSet;
use std::process::ExitCode;

use flume::{Receiver, Sender, unbounded};
use shared::exercises::the_swallowed_panic::{Done, Task, WORKERS, process, tasks};

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let (sender, receiver) = unbounded();
    let (result, collector) = unbounded();
    let mut workers = Vec::new();
    for _ in 0..WORKERS {
        // The handle is where tokio keeps a panic. If it is thrown away, the panic is too.
        workers.push(tokio::spawn(worker(receiver.clone(), result.clone())));
    }
    // The collector ends when the last `result` is gone, so `main` must not hold one.
    drop((receiver, result));

    // What was given out and hasn't come back.
    let mut open = BTreeSet::new();
    for task in tasks() {
        open.insert(task.number);
        // It fails when all workers have panicked. Then the task stays in the list, and is named below.
        let _ = sender.send_async(task).await;
    }
    for worker in workers {
        if let Err(error) = worker.await {
            eprintln!("{error}");
        }
    }
    drop(sender);

    while let Ok(done) = collector.recv_async().await {
        println!("bill {}: {} euros each", done.number, done.share);
        open.remove(&done.number);
    }

    // That the channel closed means that nothing more will come, not that everything has.
    for number in &open {
        eprintln!("lost: bill {number}");
    }
    Ok(if open.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn worker(receiver: Receiver<Task>, result: Sender<Done>) {
    while let Ok(task) = receiver.recv_async().await {
        let done = process(task).await;
        if result.send_async(done).await.is_err() {
            return; // nobody collects any more
        }
    }
}
