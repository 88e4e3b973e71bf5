//! The slow listener
//!
//! News come over a broadcast channel, often several at once, and the worker reads them out one by one. The
//! channel keeps the last four. If the worker is too slow, it misses the oldest of them. That is all right,
//! but stderr should tell how many were missed each time (`lost: 5 news`), and all that can be had should be
//! read out, until there are no more news.
//!
//! It reads out two, and stops without a word, although news go on coming. The exit status is 0.
//!
//! `subscribe` and `process` are in `shared::exercises`. The program must be right with other news too,
//! whether they come quickly or slowly.
//!
//! To see it: `cargo xtask workshop run the-slow-listener`

use shared::exercises::the_slow_listener::{Task, process, subscribe};
use tokio::sync::broadcast::Receiver;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    Ok(tokio::spawn(worker(subscribe())).await?)
}

async fn worker(mut receiver: Receiver<Task>) {
    while let Ok(task) = receiver.recv().await {
        process(task).await;
    }
}
