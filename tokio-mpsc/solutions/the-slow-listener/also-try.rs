//! Also right: a loop that ends only when the channel is closed.

use shared::exercises::the_slow_listener::{Task, process, subscribe};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    Ok(tokio::spawn(worker(subscribe())).await?)
}

fn missed(error: &RecvError) -> String {
    match error {
        RecvError::Lagged(missed) => format!("{missed} news"),
        RecvError::Closed => "no news".into(),
    }
}

async fn worker(mut receiver: Receiver<Task>) {
    let mut news = receiver.recv().await;
    while news != Err(RecvError::Closed) {
        match news {
            Ok(task) => process(task).await,
            Err(error) => eprintln!("lost: {}", missed(&error)),
        }
        news = receiver.recv().await;
    }
}
