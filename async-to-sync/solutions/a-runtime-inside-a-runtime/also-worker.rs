//! Also right: the archive lives on a thread of its own, from opening to closing, and questions go there over
//! a channel.

use flume::{Receiver, bounded};
use shared::exercises::a_runtime_inside_a_runtime::{Archive, heart, receive};
use tokio::sync::oneshot;
use tokio::task::spawn_blocking;

struct Task {
    title: &'static str,
    reply: oneshot::Sender<String>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let heart = tokio::spawn(heart());
    let (sender, receiver) = bounded(4);
    let worker = spawn_blocking(move || worker(receiver));

    while let Some(title) = receive().await {
        let (reply, place) = oneshot::channel();
        sender.send_async(Task { title, reply }).await?;
        println!("{}", place.await?);
    }

    drop(sender);
    worker.await??;
    heart.abort();
    Ok(())
}

/// Blocking code, on a thread that may block.
fn worker(receiver: Receiver<Task>) -> anyhow::Result<()> {
    let archive = Archive::open()?;
    for Task { title, reply } in receiver {
        let _ = reply.send(archive.find(title)); // an error means that the visitor has left
    }
    Ok(())
}
