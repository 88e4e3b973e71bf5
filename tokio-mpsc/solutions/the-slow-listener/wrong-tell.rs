//! Known-wrong: it tells what it missed, and stops.

use shared::exercises::the_slow_listener::{Task, process, subscribe};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    Ok(tokio::spawn(worker(subscribe())).await?)
}

async fn worker(mut receiver: Receiver<Task>) {
    loop {
        match receiver.recv().await {
            Ok(task) => process(task).await,
            Err(RecvError::Lagged(missed)) => {
                eprintln!("lost: {missed} news");
                return;
            }
            Err(RecvError::Closed) => return,
        }
    }
}
