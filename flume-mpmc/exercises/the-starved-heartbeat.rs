//! The starved heartbeat
//!
//! A worker empties a queue of a thousand tasks. Beside it, on the same thread, a heart beats once a
//! millisecond, to tell the world that this program is alive.
//!
//! All tasks should be done, and the heart should go on beating all the while: the thousand take 100 ms at
//! the very least, so five beats are not asking much.
//!
//! The tasks are done. But the heart beats once, before the worker begins, and not again until it has
//! finished. And yet there is an `.await` in each turn of the worker's loop.
//!
//! To see it: `cargo xtask workshop run the-starved-heartbeat`

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::{Duration, Instant};

use flume::{Receiver, unbounded};

const TASKS: u32 = 1000;

static BEATS: AtomicU32 = AtomicU32::new(0);

struct Task {
    number: u32,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let (sender, receiver) = unbounded();
    for number in 1..=TASKS {
        sender.send_async(Task { number }).await?;
    }
    drop(sender);

    tokio::spawn(heartbeat());
    let (done, beats) = tokio::spawn(worker(receiver)).await?;

    eprintln!("beats during {done} tasks: {beats}");
    println!("done: {done} of {TASKS} tasks");
    println!("the heart {}", if beats >= 5 { "beat on" } else { "stood still" });
    Ok(())
}

async fn heartbeat() {
    loop {
        BEATS.fetch_add(1, Relaxed);
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

async fn worker(receiver: Receiver<Task>) -> (u32, u32) {
    let mut done = 0;
    while let Ok(task) = receiver.recv_async().await {
        process(&task);
        done += 1;
    }
    (done, BEATS.load(Relaxed))
}

/// A tenth of a millisecond of work: next to nothing.
fn process(task: &Task) -> u32 {
    let begin = Instant::now();
    let mut n = task.number;
    while begin.elapsed() < Duration::from_micros(100) {
        n = if n.is_multiple_of(2) { n / 2 } else { n.wrapping_mul(3).wrapping_add(1) };
    }
    n
}
