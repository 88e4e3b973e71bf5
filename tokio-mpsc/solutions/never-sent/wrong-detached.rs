//! Known-wrong: a task of its own sends it, and takes the error along.

use shared::exercises::never_sent::{Done, longest, ready, shortest, show, task};
use tokio::sync::mpsc::error::SendError;
use tokio::sync::mpsc::{Sender, channel};

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let (result, mut collector) = channel(1);
    let worker = tokio::spawn(worker(task(), result));

    ready().await;
    while let Some(done) = collector.recv().await {
        if !show(done) {
            break; // the reader has left
        }
    }
    drop(collector);
    Ok(worker.await??)
}

async fn worker(task: &'static str, result: Sender<Done>) -> Result<(), SendError<Done>> {
    if let Some(word) = shortest(task).await {
        result.send(Done::Shortest(word)).await?;
    }
    if let Some(word) = longest(task).await {
        tokio::spawn(async move { result.send(Done::Longest(word)).await });
    }
    Ok(())
}
