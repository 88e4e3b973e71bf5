//! Known-wrong: the heart comes first in a biased `select!`, in the worker's own task.

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

    let (done, beats) = tokio::spawn(worker(receiver)).await?;

    eprintln!("beats during {done} tasks: {beats}");
    println!("done: {done} of {TASKS} tasks");
    println!("the heart {}", if beats >= 5 { "beat on" } else { "stood still" });
    Ok(())
}

async fn worker(receiver: Receiver<Task>) -> (u32, u32) {
    let mut done = 0;
    let mut heart = tokio::time::interval(Duration::from_millis(1));
    loop {
        tokio::select! {
            biased;
            _ = heart.tick() => {
                BEATS.fetch_add(1, Relaxed);
            }
            task = receiver.recv_async() => {
                let Ok(task) = task else { break };
                process(&task);
                done += 1;
            }
        }
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
