//! Also right: with the acknowledgement on its way back, it doesn't matter which channel the letter takes,
//! nor how much room it has.

use shared::exercises::the_rendezvous_that_wasnt::{process, receive};
use tokio::sync::mpsc::{Receiver, channel};
use tokio::sync::oneshot;

struct Task {
    letter: &'static str,
    reply: oneshot::Sender<()>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let (sender, receiver) = channel(16);
    let (stop, stopped) = oneshot::channel();
    let worker = tokio::spawn(worker(receiver, stopped));

    while let Some(letter) = receive().await {
        let (reply, kept) = oneshot::channel();
        sender.send(Task { letter, reply }).await?;
        if kept.await.is_ok() {
            println!("{letter} | acknowledged");
        }
    }

    drop(stop);
    worker.await?;
    Ok(())
}

async fn worker(mut receiver: Receiver<Task>, mut stopped: oneshot::Receiver<()>) {
    loop {
        tokio::select! {
            biased; // a stop comes before everything else
            _ = &mut stopped => return,
            Some(task) = receiver.recv() => {
                match process(task.letter).await {
                    // An error means that the writer has left.
                    Ok(()) => drop(task.reply.send(())),
                    Err(error) => eprintln!("failed: {error}"), // and `reply` is dropped: no acknowledgement
                }
            }
        }
    }
}
