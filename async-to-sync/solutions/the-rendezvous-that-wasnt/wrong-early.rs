//! Known-wrong: the worker replies when it has the letter in hand, before it is kept.

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
            _ = stopped.recv_async() => return,
            Ok(task) = receiver.recv_async() => {
                let _ = task.reply.send(());
                if let Err(error) = process(task.letter).await {
                    eprintln!("failed: {error}");
                }
            }
        }
    }
}
