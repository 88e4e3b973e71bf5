//! Known-wrong: `try_send` doesn't wait, and a slow reader makes it fail.

use shared::exercises::never_sent::{Done, longest, ready, shortest, show, task};
use tokio::sync::mpsc::error::TrySendError;
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

async fn worker(task: &'static str, result: Sender<Done>) -> Result<(), TrySendError<Done>> {
    if let Some(word) = shortest(task).await {
        result.send(Done::Shortest(word)).await.map_err(|error| TrySendError::Closed(error.0))?;
    }
    if let Some(word) = longest(task).await {
        result.try_send(Done::Longest(word))?;
    }
    Ok(())
}
