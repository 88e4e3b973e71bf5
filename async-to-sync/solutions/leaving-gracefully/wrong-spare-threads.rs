//! Known-wrong: three threads, so that two are left when one dies.

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
    for _ in 0..3 {
        let (receiver, result) = (receiver.clone(), result.clone());
        thread::spawn(move || worker(receiver, result));
    }
    drop((receiver, result));

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
