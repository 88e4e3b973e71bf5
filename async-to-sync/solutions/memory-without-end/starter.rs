//! Memory without end, and its opposite
//!
//! Async code receives blocks of 256 KiB, hands them to two threads, which have each of them signed, and collects
//! what comes back. They come faster than they can be signed, a few hundred today and a million tomorrow.
//!
//! All blocks should come back, in memory that stays flat: 40 MiB are plenty, however many they are. That the
//! async side has one thread only should stay as it is.
//!
//! All blocks come back, and all of them are in memory at the same time, 60 MiB.
//!
//! The obvious change has it stand still instead, in very little memory. Fix that as well.
//!
//! `receive` and `process` are in `shared::exercises`. The program must be right with other blocks too, and at
//! another pace.
//!
//! To see it: `cargo xtask workshop run memory-without-end`

use std::thread;

use flume::{Receiver, Sender, unbounded};
use shared::exercises::memory_without_end::{Done, Task, process, receive};

const THREADS: usize = 2;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let (sender, receiver) = unbounded();
    let (result, collector) = unbounded();
    for _ in 0..THREADS {
        let (receiver, result) = (receiver.clone(), result.clone());
        thread::spawn(move || worker(receiver, result));
    }
    drop((receiver, result));

    while let Some(task) = receive().await {
        sender.send_async(task).await?;
    }
    drop(sender);

    let mut count = 0;
    while let Ok(_done) = collector.recv_async().await {
        count += 1;
    }
    println!("{count} blocks came back");
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "this is the sync side: its threads may block")]
fn worker(receiver: Receiver<Task>, result: Sender<Done>) {
    for task in receiver {
        if result.send(process(task)).is_err() {
            return; // the collector is gone
        }
    }
}
