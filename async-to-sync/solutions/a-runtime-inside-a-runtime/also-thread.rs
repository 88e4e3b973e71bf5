//! Also right: a plain thread, which is joined by a second channel: it closes when the thread ends.

use std::thread;

use flume::{Receiver, bounded};
use shared::exercises::a_runtime_inside_a_runtime::{Archive, heart, receive};
use tokio::sync::oneshot;

struct Task {
    title: &'static str,
    reply: oneshot::Sender<String>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let heart = tokio::spawn(heart());
    let (sender, receiver) = bounded(4);
    let (outcome, ended) = oneshot::channel();
    thread::spawn(move || outcome.send(worker(receiver)));

    while let Some(title) = receive().await {
        let (reply, place) = oneshot::channel();
        sender.send_async(Task { title, reply }).await?;
        println!("{}", place.await?);
    }

    drop(sender);
    ended.await??;
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
