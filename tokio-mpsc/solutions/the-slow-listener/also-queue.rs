//! Also right: a task of its own takes the news at once, and puts them into a queue. It misses fewer, and may
//! miss some all the same.

use shared::exercises::the_slow_listener::{Task, process, subscribe};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc::unbounded_channel;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    Ok(tokio::spawn(worker(subscribe())).await?)
}

async fn worker(mut receiver: Receiver<Task>) {
    let (result, mut collector) = unbounded_channel();
    tokio::spawn(async move {
        loop {
            let news = match receiver.recv().await {
                Err(RecvError::Closed) => return,
                news => news,
            };
            if result.send(news).is_err() {
                return; // nobody reads them out any more
            }
        }
    });
    while let Some(news) = collector.recv().await {
        match news {
            Ok(task) => process(task).await,
            Err(error) => match error {
                RecvError::Lagged(missed) => eprintln!("lost: {missed} news"),
                RecvError::Closed => {}
            },
        }
    }
}
