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

struct Task {
    letter: &'static str,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let (sender, receiver) = bounded(0);
    let (stop, stopped) = bounded(1);
    let worker = tokio::spawn(worker(receiver, stopped));

    while let Some(letter) = receive().await {
        sender.send_async(Task { letter }).await?;
        println!("{letter} | acknowledged");
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
            Ok(task) = receiver.recv_async() => {
                if let Err(error) = process(task.letter).await {
                    eprintln!("failed: {error}");
                }
            }
        }
    }
}
