//! Known-wrong: silence is taken for the end.

use std::time::Duration;

use shared::exercises::the_slow_listener::{Task, process, subscribe};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::timeout;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    Ok(tokio::spawn(worker(subscribe())).await?)
}

async fn worker(mut receiver: Receiver<Task>) {
    while let Ok(news) = timeout(Duration::from_secs(1), receiver.recv()).await {
        match news {
            Ok(task) => process(task).await,
            Err(RecvError::Lagged(missed)) => eprintln!("lost: {missed} news"),
            Err(RecvError::Closed) => return,
        }
    }
}
