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

use flume::{Receiver, Sender, bounded};
use shared::exercises::memory_without_end::{Done, Task, process, receive};

const THREADS: usize = 2;
/// How many blocks may wait, to be signed and to be collected.
const QUEUE: usize = 16;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    // With a full queue `send_async` waits, nothing more is received, and the other end of the network has to wait.
    let (sender, receiver) = bounded(QUEUE);
    // The results are as large as the tasks: without a bound here, they would be what piles up.
    let (result, collector) = bounded(QUEUE);
    for _ in 0..THREADS {
        let (receiver, result) = (receiver.clone(), result.clone());
        thread::spawn(move || worker(receiver, result));
    }
    drop((receiver, result));

    // A task of its own. If this one sent everything before it collected anything, the results would fill up, the threads
    // would wait for room there and take no more tasks, and the sending would wait for the threads.
    let sending = tokio::spawn(async move {
        while let Some(task) = receive().await {
            sender.send_async(task).await?;
        }
        anyhow::Ok(())
    });

    let mut count = 0;
    while let Ok(_done) = collector.recv_async().await {
        count += 1;
    }
    sending.await??;
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
