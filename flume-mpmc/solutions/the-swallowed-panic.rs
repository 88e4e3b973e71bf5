//! The swallowed panic
//!
//! Bills are to be split among the people at a table, by three workers that share one queue. Now and then a
//! bill can't be split, and `process` panics.
//!
//! It should print the result of every other bill, name on stderr each bill that was lost (`lost: bill 5`),
//! and end with exit status 1 if one was lost, otherwise with 0.
//!
//! It prints the other results, and then it waits for ever. No one asks what became of the missing bill.
//!
//! `tasks`, `process` and `WORKERS` are in `shared::exercises`. The program must be right with other bills
//! too, of which more or fewer can't be split, and at another pace.
//!
//! To see it: `cargo xtask workshop run the-swallowed-panic`
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
    // The workers end when no more tasks can come, and only then do they drop their `result`.
    drop(sender);

    // As often as something comes, instead of counting.
    while let Ok(done) = collector.recv_async().await {
        println!("bill {}: {} euros each", done.number, done.share);
        open.remove(&done.number);
    }

    for (n, worker) in workers.into_iter().enumerate() {
        if let Err(error) = worker.await {
            eprintln!("worker {n}: {error}");
        }
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
