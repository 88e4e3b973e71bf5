//! Also right: `reserve` waits for a slot, and what is sent through the slot arrives.

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
        let permit = result.reserve().await.map_err(|_| SendError(Done::Longest(word)))?;
        permit.send(Done::Longest(word));
    }
    Ok(())
}
