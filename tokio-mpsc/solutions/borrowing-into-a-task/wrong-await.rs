//! Known-wrong: awaited in place it may borrow, and each word waits for the one before it.

use shared::exercises::borrowing_into_a_task::{Dictionary, dictionary, process, tasks};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let dictionary = dictionary();

    let (result, mut collector) = unbounded_channel();
    for task in tasks() {
        worker(task, &dictionary, result.clone()).await;
    }
    drop(result);

    while let Some(done) = collector.recv().await {
        println!("{done}");
    }
}

async fn worker(task: &str, dictionary: &Dictionary, result: UnboundedSender<String>) {
    let done = process(task, dictionary).await;
    // An error means that nobody collects any more: nothing is left to do.
    let _ = result.send(done);
}
