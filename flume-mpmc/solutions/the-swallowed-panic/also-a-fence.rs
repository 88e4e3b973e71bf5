//! Also right: each task in a tokio task of its own, so that a panic ends that one and comes back as an
//! error. No worker dies, each task has an answer, and counting them is right.

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

    let mut status = ExitCode::SUCCESS;
    for _ in 0..count {
        match collector.recv_async().await? {
            Ok(Done { number, share }) => println!("bill {number}: {share} euros each"),
            Err(number) => {
                eprintln!("lost: bill {number}");
                status = ExitCode::FAILURE;
            }
        }
    }
    Ok(status)
}

async fn worker(receiver: Receiver<Task>, result: Sender<Result<Done, usize>>) {
    while let Ok(task) = receiver.recv_async().await {
        let number = task.number;
        let done = tokio::spawn(process(task)).await.map_err(|_| number);
        if result.send_async(done).await.is_err() {
            return; // nobody collects any more
        }
    }
}
