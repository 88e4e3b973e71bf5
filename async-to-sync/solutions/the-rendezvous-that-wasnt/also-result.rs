//! Also right: the reply carries the whole result, and the worker needs no stop: it ends when the channel is
//! closed.

use flume::{Receiver, bounded};
use shared::exercises::the_rendezvous_that_wasnt::{process, receive};
use tokio::sync::oneshot;

struct Task {
    letter: &'static str,
    reply: oneshot::Sender<anyhow::Result<()>>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let (sender, receiver) = bounded(0);
    let worker = tokio::spawn(worker(receiver));

    while let Some(letter) = receive().await {
        let (reply, result) = oneshot::channel();
        sender.send_async(Task { letter, reply }).await?;
        match result.await? {
            Ok(()) => println!("{letter} | acknowledged"),
            Err(error) => eprintln!("failed: {error}"),
        }
    }

    drop(sender);
    worker.await?;
    Ok(())
}

async fn worker(receiver: Receiver<Task>) {
    while let Ok(Task { letter, reply }) = receiver.recv_async().await {
        let _ = reply.send(process(letter).await);
    }
}
