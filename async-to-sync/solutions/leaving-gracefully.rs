//! Leaving gracefully, solved: the panic is caught where it happens, and is a result like any other.

use std::panic::catch_unwind;
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

/// The number of a message that `process` panicked at.
struct Poisoned(usize);

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let (sender, receiver) = bounded(2);
    let (result, collector) = unbounded();
    thread::spawn(move || worker(receiver, result));

    for (i, message) in MESSAGES.into_iter().enumerate() {
        sender.send_async(Task { number: i + 1, message }).await?;
    }
    drop(sender);

    // It ends when the thread has done everything and drops its `result`. Nothing that was accepted is left
    // behind.
    while let Ok(done) = collector.recv_async().await {
        match done {
            Ok(Done { number, factors: (a, b) }) => println!("message {number}: {a} * {b}"),
            Err(Poisoned(number)) => eprintln!("poisoned: message {number}"),
        }
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "this is the sync side: its threads may block")]
fn worker(receiver: Receiver<Task>, result: Sender<Result<Done, Poisoned>>) {
    for task in receiver {
        // A panic ends a thread. This thread has the queue, and ending it would take along all that is in
        // there: the messages behind the poisoned one, and the way for those to come.
        let done = catch_unwind(|| process(&task)).map_err(|_| Poisoned(task.number));
        if result.send(done).is_err() {
            return; // nobody collects any more
        }
    }
}

fn process(task: &Task) -> Done {
    let n: u64 = task.message.parse().expect("only numbers come here");
    let a = (2..n).find(|a| n.is_multiple_of(*a)).unwrap_or(1);
    Done { number: task.number, factors: (a, n / a) }
}
