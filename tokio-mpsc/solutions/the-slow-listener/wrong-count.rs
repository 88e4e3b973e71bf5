//! Known-wrong: it counts each gap, not how many were missed in it.

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
            Err(RecvError::Lagged(_)) => eprintln!("lost: 5 news"),
            Err(RecvError::Closed) => return,
        }
    }
}
