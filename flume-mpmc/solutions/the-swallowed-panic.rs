//! The swallowed panic, solved: the collector ends when everybody is gone, and a list tells what never came.

use std::collections::BTreeSet;
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
        // The handle is where tokio keeps a panic. Thrown away, the panic goes with it.
        workers.push(tokio::spawn(worker(receiver.clone(), result.clone())));
    }
    // The collector ends when the last `result` is gone: main must not hold one.
    drop((receiver, result));

    // What was given out and hasn't come back.
    let mut open = BTreeSet::new();
    for (i, (euros, people)) in BILLS.into_iter().enumerate() {
        open.insert(i + 1);
        // It fails when all workers have died. Then the task stays in the list, and is named below.
        let _ = sender.send_async(Task { number: i + 1, euros, people }).await;
    }
    // The workers end when no more tasks can come, and only then do they drop their `result`.
    drop(sender);

    // Not nine times: as often as something comes.
    while let Ok(done) = collector.recv_async().await {
        println!("task {}: {} euros each", done.number, done.share);
        open.remove(&done.number);
    }

    for (n, worker) in workers.into_iter().enumerate() {
        if let Err(error) = worker.await {
            eprintln!("worker {n} died: {error}");
        }
    }
    // That the channel closed says only that nothing more will come, not that everything has.
    for number in &open {
        eprintln!("lost: task {number}");
    }
    Ok(if open.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
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
