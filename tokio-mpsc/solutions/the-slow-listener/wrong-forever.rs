//! Known-wrong: it goes on after every error, also at the end.

use shared::exercises::the_slow_listener::{Task, process, subscribe};
use tokio::sync::broadcast::Receiver;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    Ok(tokio::spawn(worker(subscribe())).await?)
}

async fn worker(mut receiver: Receiver<Task>) {
    loop {
        match receiver.recv().await {
            Ok(task) => process(task).await,
            Err(error) => eprintln!("{error}"),
        }
    }
}
