//! The swallowed panic, solved another way: each task in a tokio task of its own, so that the panic ends that
//! one and comes back as an error. Nobody dies, each task has an answer, and counting to nine is right.

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

/// The number of the task that panicked.
struct Lost(usize);

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

    let mut status = ExitCode::SUCCESS;
    for _ in 0..BILLS.len() {
        match collector.recv_async().await? {
            Ok(Done { number, share }) => println!("task {number}: {share} euros each"),
            Err(Lost(number)) => {
                eprintln!("lost: task {number}");
                status = ExitCode::FAILURE;
            }
        }
    }
    Ok(status)
}

async fn worker(receiver: Receiver<Task>, result: Sender<Result<Done, Lost>>) {
    while let Ok(task) = receiver.recv_async().await {
        let number = task.number;
        let done = tokio::spawn(async { process(task) }).await;
        if result.send_async(done.map_err(|_| Lost(number))).await.is_err() {
            return; // nobody collects any more
        }
    }
}

fn process(task: Task) -> Done {
    Done { number: task.number, share: task.euros / task.people }
}
