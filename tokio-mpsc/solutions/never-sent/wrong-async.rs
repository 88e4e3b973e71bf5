//! Known-wrong: an async closure is one more future that is not awaited.

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
    longest(task).await.map(async |word| result.send(Done::Longest(word)).await);
    Ok(())
}
