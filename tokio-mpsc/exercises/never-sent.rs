//! The message that was never sent
//!
//! A worker takes a text, and sends back its shortest word and then its longest. A line should come for each.
//! If the worker can't send a result, because the reader has left, the program should end with exit status 1.
//!
//! One line comes. Nothing fails, the exit status is 0, and the compiler has no warning.
//!
//! `task` and what else is imported from `shared::exercises` stays there. The program must be right with
//! other texts too, with a slow reader, and with a reader who leaves early.
//!
//! To see it: `cargo xtask workshop run never-sent`

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
    longest(task).await.map(|word| result.send(Done::Longest(word)));
    Ok(())
}
