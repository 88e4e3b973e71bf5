//! Known-wrong: `expect` takes the news that were missed for a bug.

use shared::exercises::the_slow_listener::{Task, process, subscribe};
use tokio::sync::broadcast::Receiver;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    Ok(tokio::spawn(worker(subscribe())).await?)
}

async fn worker(mut receiver: Receiver<Task>) {
    loop {
        let task = receiver.recv().await.expect("the news go on");
        process(task).await;
    }
}
