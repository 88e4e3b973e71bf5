//! Also right: a channel that is never full. Its `send` never waits, so it is no future, and sends at once.

use shared::exercises::never_sent::{Done, longest, ready, shortest, show, task};
use tokio::sync::mpsc::error::SendError;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let (result, mut collector) = unbounded_channel();
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

async fn worker(task: &'static str, result: UnboundedSender<Done>) -> Result<(), SendError<Done>> {
    if let Some(word) = shortest(task).await {
        result.send(Done::Shortest(word))?;
    }
    if let Some(word) = longest(task).await {
        // `send` only makes a future, which does nothing by itself. `.await` sends; `?` looks at the outcome.
        result.send(Done::Longest(word))?;
    }
    Ok(())
}
