//! Known-wrong: the thread's death is noticed and reported, but not what it took along.

use std::thread;

use anyhow::ensure;
use flume::{Receiver, Sender, bounded, unbounded};
use shared::exercises::leaving_gracefully::{Done, Task, process, tasks};
use tokio::task::spawn_blocking;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let (sender, receiver) = bounded(2);
    let (result, collector) = unbounded();
    let handle = thread::spawn(move || worker(receiver, result));

    for task in tasks() {
        if sender.send_async(task).await.is_err() {
            break; // the worker is gone
        }
    }
    drop(sender);

    while let Ok(done) = collector.recv_async().await {
        println!("{done}");
    }
    // The thread has nothing left to do. If it died all the same, that must not go unnoticed.
    #[expect(clippy::disallowed_methods, reason = "`spawn_blocking` has threads that may block")]
    let outcome = spawn_blocking(move || handle.join()).await?;
    ensure!(outcome.is_ok(), "the worker died");
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "this is the sync side: its threads may block")]
fn worker(receiver: Receiver<Task>, result: Sender<Done>) {
    for task in receiver {
        if result.send(process(&task)).is_err() {
            return; // the collector is gone
        }
    }
}
