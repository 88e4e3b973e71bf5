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

    for _ in 0..count {
        let done = collector.recv_async().await?;
        println!("bill {}: {} euros each", done.number, done.share);
    }
    Ok(ExitCode::SUCCESS)
}

async fn worker(receiver: Receiver<Task>, result: Sender<Done>) {
    while let Ok(task) = receiver.recv_async().await {
        let done = process(task).await;
        if result.send_async(done).await.is_err() {
            return; // nobody collects any more
        }
    }
}
