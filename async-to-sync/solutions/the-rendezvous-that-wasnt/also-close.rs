//! The rendezvous that wasn't, solved another way: no stop for the worker. Who sends stops sending, and
//! closes the channel by that; the worker leaves when it is closed and empty.

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
    let worker = tokio::spawn(worker(receiver));

    for letter in LETTERS {
        sleep(Duration::from_millis(5)).await; // letters come now and then
        sender.send_async(Task { letter }).await?;
        println!("acknowledged: the letter {letter}");
    }

    drop(sender);
    worker.await?;
    Ok(())
}

async fn worker(receiver: Receiver<Task>) {
    while let Ok(task) = receiver.recv_async().await {
        process(task);
    }
}

fn process(task: Task) {
    println!("kept: the letter {}", task.letter);
}
