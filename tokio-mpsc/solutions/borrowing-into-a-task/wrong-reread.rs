//! Known-wrong: each task reads the dictionary for itself.

use shared::exercises::borrowing_into_a_task::{dictionary, process, tasks};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let (result, mut collector) = unbounded_channel();
    for task in tasks() {
        tokio::spawn(worker(task, result.clone()));
    }
    drop(result);

    while let Some(done) = collector.recv().await {
        println!("{done}");
    }
}

async fn worker(task: &str, result: UnboundedSender<String>) {
    let done = process(task, &dictionary()).await;
    // An error means that nobody collects any more: nothing is left to do.
    let _ = result.send(done);
}
