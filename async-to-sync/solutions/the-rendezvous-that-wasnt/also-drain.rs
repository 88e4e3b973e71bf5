//! The rendezvous that wasn't, solved another way: at a stop the worker still takes what is in the channel.
//! With capacity 0 nothing can slip in after that: a sender would have to wait, and is refused when the
//! receiver goes.

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
            _ = stopped.recv_async() => return receiver.drain().for_each(process),
            Ok(task) = receiver.recv_async() => process(task),
        }
    }
}

fn process(task: Task) {
    println!("kept: the letter {}", task.letter);
}
