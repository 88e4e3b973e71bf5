//! Known-wrong: the workers are joined before their queue is closed.

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
    let mut workers = Vec::new();
    for _ in 0..WORKERS {
        workers.push(tokio::spawn(worker(receiver.clone(), result.clone())));
    }
    drop((receiver, result));

    for (i, (euros, people)) in BILLS.into_iter().enumerate() {
        sender.send_async(Task { number: i + 1, euros, people }).await?;
    }

    let mut status = ExitCode::SUCCESS;
    for worker in workers {
        if let Err(error) = worker.await {
            eprintln!("lost: {error}");
            status = ExitCode::FAILURE;
        }
    }
    drop(sender);

    while let Ok(done) = collector.recv_async().await {
        println!("task {}: {} euros each", done.number, done.share);
    }
    Ok(status)
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
