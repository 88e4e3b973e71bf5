//! The rendezvous that wasn't
//!
//! Letters are handed to a worker over a channel of capacity 0. It has room for nothing, so a letter that has been
//! sent must be in the worker's hand: that is called a rendezvous. So as soon as `send_async` returns, the letter
//! is acknowledged to the person who wrote it.
//!
//! At a stop the worker should leave at once. Only a letter that is kept may be acknowledged, and only then: what
//! has been acknowledged is never lost, and what doesn't fit in the drawer (`failed: …`) is not acknowledged.
//!
//! Four letters are acknowledged, three are kept. Not now and then, by bad luck, but each time.
//!
//! `receive` and `process` are in `shared::exercises`. The program must be right with other letters too, and at
//! another pace.
//!
//! To see it: `cargo xtask workshop run the-rendezvous-that-wasnt`

use flume::{Receiver, bounded};
use shared::exercises::the_rendezvous_that_wasnt::{process, receive};
use tokio::sync::oneshot;

struct Task {
    letter: &'static str,
    reply: oneshot::Sender<()>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let (sender, receiver) = bounded(0);
    let (stop, stopped) = bounded(1);
    let worker = tokio::spawn(worker(receiver, stopped));

    while let Some(letter) = receive().await {
        // That `send_async` returns only means that the worker was about to take a letter: with an async receiver that
        // waits, flume puts the letter into the channel, capacity 0 or not, and wakes it. What it does then, the sender
        // can't know.
        let (reply, kept) = oneshot::channel();
        sender.send_async(Task { letter, reply }).await?;
        if kept.await.is_ok() {
            println!("{letter} | acknowledged");
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
                // A letter that is in the channel now is not kept. Its `reply` is dropped with it, so nothing waits for that.
                drop(receiver.drain());
                return;
            }
            Ok(task) = receiver.recv_async() => {
                match process(task.letter).await {
                    // An error means that the writer has left.
                    Ok(()) => drop(task.reply.send(())),
                    Err(error) => eprintln!("failed: {error}"), // and `reply` is dropped: no acknowledgement
                }
            }
        }
    }
}
