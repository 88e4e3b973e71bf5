//! Known-wrong: the panic is caught and forgotten.

use std::panic::catch_unwind;
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
        sender.send_async(task).await?;
    }
    drop(sender);

    // It ends when the thread has done everything and drops its `result`. Nothing that was accepted is left behind.
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
        // A panic would end this thread, and lose all that is in its queue: the messages behind the bad one, and those to
        // come.
        let Ok(done) = catch_unwind(|| process(&task)) else {
            continue;
        };
        if result.send(done).is_err() {
            return; // the collector is gone
        }
    }
}
