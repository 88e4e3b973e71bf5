//! Known-wrong: it skips the message that is bad today.

use std::thread;

use anyhow::ensure;
use flume::{Receiver, Sender, bounded, unbounded};
use shared::exercises::leaving_gracefully::{Done, Task, process, tasks};
use tokio::task::spawn_blocking;

/// The number of a message that `process` panicked at.
struct Failed(usize);

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let (sender, receiver) = bounded(2);
    let (result, collector) = unbounded();
    let handle = thread::spawn(move || worker(receiver, result));

    for task in tasks() {
        sender.send_async(task).await?;
    }
    drop(sender);

    // It ends when the thread has done everything and drops its `result`. Nothing that was accepted is left behind.
    while let Ok(done) = collector.recv_async().await {
        match done {
            Ok(done) => println!("{done}"),
            Err(Failed(number)) => eprintln!("failed: message {number}"),
        }
    }
    // The thread has nothing left to do. If it died all the same, that must not go unnoticed.
    #[expect(clippy::disallowed_methods, reason = "`spawn_blocking` has threads that may block")]
    let outcome = spawn_blocking(move || handle.join()).await?;
    ensure!(outcome.is_ok(), "the worker died");
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "this is the sync side: its threads may block")]
fn worker(receiver: Receiver<Task>, result: Sender<Result<Done, Failed>>) {
    for task in receiver {
        let done = if task.number == 4 { Err(Failed(4)) } else { Ok(process(&task)) };
        if result.send(done).is_err() {
            return; // the collector is gone
        }
    }
}
