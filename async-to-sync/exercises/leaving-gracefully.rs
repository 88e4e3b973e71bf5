//! Leaving gracefully
//!
//! A service accepts messages in async code and hands them to a thread, which takes the number in each apart. Then
//! it leaves. A message can be poison: `process` panics at it. That code is a library's, and nothing but calling it
//! shows which message is bad.
//!
//! Before it leaves, it should have done all that it accepted: print every result, say on stderr which messages
//! were bad (`failed: message 4`), and end with exit status 0, because a bad message is no failure of the service.
//!
//! It ends with an error and exit status 1. What was done isn't printed, what was in the queue is lost, and the
//! error, "sending on a closed channel", names no message.
//!
//! `tasks` and `process` are in `shared::exercises`. The program must be right with other messages too, and at
//! another pace.
//!
//! To see it: `cargo xtask workshop run leaving-gracefully`

use std::thread;

use flume::{Receiver, Sender, bounded, unbounded};
use shared::exercises::leaving_gracefully::{Done, Task, process, tasks};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let (sender, receiver) = bounded(2);
    let (result, collector) = unbounded();
    thread::spawn(move || worker(receiver, result));

    for task in tasks() {
        sender.send_async(task).await?;
    }
    drop(sender);

    while let Ok(done) = collector.recv_async().await {
        println!("{done}");
    }
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
