//! Also right: a guard that reports its task when it is dropped by the panic.

use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

use flume::{Receiver, Sender, unbounded};
use shared::exercises::the_swallowed_panic::{Done, Task, WORKERS, process, tasks};

static LOST: AtomicBool = AtomicBool::new(false);

/// The number of the task that is being processed.
struct Guard(usize);

impl Drop for Guard {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("lost: bill {}", self.0);
            LOST.store(true, SeqCst);
        }
    }
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

    for task in tasks() {
        sender.send_async(task).await?;
    }
    drop(sender);

    while let Ok(done) = collector.recv_async().await {
        println!("bill {}: {} euros each", done.number, done.share);
    }
    for worker in workers {
        let _ = worker.await; // the guard has reported it
    }
    Ok(if LOST.load(SeqCst) { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

async fn worker(receiver: Receiver<Task>, result: Sender<Done>) {
    while let Ok(task) = receiver.recv_async().await {
        let guard = Guard(task.number);
        let done = process(task).await;
        drop(guard);
        if result.send_async(done).await.is_err() {
            return; // nobody collects any more
        }
    }
}
