//! Leaving gracefully
//!
//! Async code accepts ten messages and hands them to a thread, which takes each number apart. Then it leaves.
//! One of the messages is poison: `process` panics at it. That code is somebody else's; take it as it is.
//!
//! Before it leaves, it should have done all that it accepted: print the nine results, say on stderr which
//! message was bad (`poisoned: message 4`), and end with exit status 0. A bad message is the trouble of who
//! sent it.
//!
//! It ends with an error and exit status 1. What was done isn't printed, what was in the queue is lost, and
//! the error, "sending on a closed channel", names no message.
//!
//! To see it: `cargo xtask workshop run leaving-gracefully`

use std::thread;

use flume::{Receiver, Sender, bounded, unbounded};

const MESSAGES: [&str; 10] = ["91", "221", "899", "seven", "1147", "2021", "323", "437", "667", "1517"];

struct Task {
    number: usize,
    message: &'static str,
}

struct Done {
    number: usize,
    factors: (u64, u64),
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let (sender, receiver) = bounded(2);
    let (result, collector) = unbounded();
    thread::spawn(move || worker(receiver, result));

    for (i, message) in MESSAGES.into_iter().enumerate() {
        sender.send_async(Task { number: i + 1, message }).await?;
    }
    drop(sender);

    while let Ok(Done { number, factors: (a, b) }) = collector.recv_async().await {
        println!("message {number}: {a} * {b}");
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "this is the sync side: its threads may block")]
fn worker(receiver: Receiver<Task>, result: Sender<Done>) {
    for task in receiver {
        if result.send(process(&task)).is_err() {
            return; // nobody collects any more
        }
    }
}

fn process(task: &Task) -> Done {
    let n: u64 = task.message.parse().expect("only numbers come here");
    let a = (2..n).find(|a| n.is_multiple_of(*a)).unwrap_or(1);
    Done { number: task.number, factors: (a, n / a) }
}
