//! Known-wrong: everything is done and reported, and then the service calls itself failed.

use std::panic::catch_unwind;
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
    let mut all = true;
    while let Ok(done) = collector.recv_async().await {
        match done {
            Ok(done) => println!("{done}"),
            Err(Failed(number)) => {
                eprintln!("failed: message {number}");
                all = false;
            }
        }
    }
    // The thread has nothing left to do. If it died all the same, that must not go unnoticed.
    #[expect(clippy::disallowed_methods, reason = "`spawn_blocking` has threads that may block")]
    let outcome = spawn_blocking(move || handle.join()).await?;
    ensure!(outcome.is_ok() && all, "not everything could be done");
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "this is the sync side: its threads may block")]
fn worker(receiver: Receiver<Task>, result: Sender<Result<Done, Failed>>) {
    for task in receiver {
        // A panic would end this thread, and lose all that is in its queue: the messages behind the bad one, and those to
        // come.
        let done = catch_unwind(|| process(&task)).map_err(|_| Failed(task.number));
        if result.send(done).is_err() {
            return; // the collector is gone
        }
    }
}
