//! The rendezvous that wasn't, solved: the worker itself acknowledges what it has kept.

use std::time::Duration;

use flume::{Receiver, bounded};
use tokio::sync::oneshot;
use tokio::time::sleep;

const LETTERS: [&str; 4] = ["to Anna", "to Boris", "to Clara", "to David"];

struct Task {
    letter: &'static str,
    reply: oneshot::Sender<()>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let (sender, receiver) = bounded(0);
    let (stop, stopped) = bounded(1);
    let worker = tokio::spawn(worker(receiver, stopped));

    for letter in LETTERS {
        sleep(Duration::from_millis(5)).await; // letters come now and then
        // That `send_async` returns only says that the worker was about to take a letter: with an async
        // receiver that waits, flume puts the letter into the channel, capacity 0 or not, and wakes it. What
        // it does then, the sender can't know.
        let (reply, kept) = oneshot::channel();
        sender.send_async(Task { letter, reply }).await?;
        match kept.await {
            Ok(()) => println!("acknowledged: the letter {letter}"),
            Err(_) => eprintln!("refused: the letter {letter}"),
        }
    }

    stop.send_async(()).await?;
    worker.await?;
    Ok(())
}

async fn worker(receiver: Receiver<Task>, stopped: Receiver<()>) {
    loop {
        tokio::select! {
            biased; // a stop comes before everything else
            _ = stopped.recv_async() => {
                // A letter that is in the channel now was not kept. With it goes its `reply`, so nobody waits
                // for that.
                drop(receiver.drain());
                return;
            }
            Ok(task) = receiver.recv_async() => process(task),
        }
    }
}

fn process(task: Task) {
    println!("kept: the letter {}", task.letter);
    let _ = task.reply.send(()); // whoever wrote it may have left
}
