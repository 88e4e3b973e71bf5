//! The swallowed panic
//!
//! Nine bills are to be split among the people at a table, by three workers that share one queue. One bill
//! can't be split, and `process` panics; it is somebody else's code, so leave that as it is.
//!
//! It should print the eight results, name the task that was lost on stderr (`lost: task 5`), and end with
//! exit status 1.
//!
//! It prints the eight results, and then it stands still for ever. How one task went missing, nobody asks.
//!
//! To see it: `cargo xtask workshop run the-swallowed-panic`

use std::process::ExitCode;

use flume::{Receiver, Sender, unbounded};

const WORKERS: usize = 3;
const BILLS: [(u32, u32); 9] =
    [(84, 4), (30, 2), (99, 3), (120, 8), (45, 0), (64, 4), (75, 5), (36, 6), (210, 7)];

struct Task {
    number: usize,
    euros: u32,
    people: u32,
}

struct Done {
    number: usize,
    share: u32,
}

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let (sender, receiver) = unbounded();
    let (result, collector) = unbounded();
    for _ in 0..WORKERS {
        tokio::spawn(worker(receiver.clone(), result.clone()));
    }

    for (i, (euros, people)) in BILLS.into_iter().enumerate() {
        sender.send_async(Task { number: i + 1, euros, people }).await?;
    }

    for _ in 0..BILLS.len() {
        let done = collector.recv_async().await?;
        println!("task {}: {} euros each", done.number, done.share);
    }
    Ok(ExitCode::SUCCESS)
}

async fn worker(receiver: Receiver<Task>, result: Sender<Done>) {
    while let Ok(task) = receiver.recv_async().await {
        let done = process(task);
        if result.send_async(done).await.is_err() {
            return; // nobody collects any more
        }
    }
}

fn process(task: Task) -> Done {
    Done { number: task.number, share: task.euros / task.people }
}
