//! The rendezvous that wasn't
//!
//! Letters are handed to a worker over a channel of capacity 0. It has room for nothing, so a letter that has
//! been sent must be in the worker's hand: that is called a rendezvous. So as soon as `send_async` returns,
//! the letter is acknowledged to whoever wrote it.
//!
//! At a stop the worker should leave at once, and yet keep every letter that was acknowledged.
//!
//! Four letters are acknowledged, three are kept. Not now and then, by bad luck, but each time.
//!
//! To see it: `cargo xtask workshop run the-rendezvous-that-wasnt`

use std::time::Duration;

use flume::{Receiver, bounded};
use tokio::time::sleep;

const LETTERS: [&str; 4] = ["to Anna", "to Boris", "to Clara", "to David"];

struct Task {
    letter: &'static str,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let (sender, receiver) = bounded(0);
    let (stop, stopped) = bounded(1);
    let worker = tokio::spawn(worker(receiver, stopped));

    for letter in LETTERS {
        sleep(Duration::from_millis(5)).await; // letters come now and then
        sender.send_async(Task { letter }).await?;
        println!("acknowledged: the letter {letter}");
    }

    stop.send_async(()).await?;
    worker.await?;
    Ok(())
}

async fn worker(receiver: Receiver<Task>, stopped: Receiver<()>) {
    loop {
        tokio::select! {
            biased; // a stop comes before everything else
            _ = stopped.recv_async() => return,
            Ok(task) = receiver.recv_async() => process(task),
        }
    }
}

fn process(task: Task) {
    println!("kept: the letter {}", task.letter);
}
