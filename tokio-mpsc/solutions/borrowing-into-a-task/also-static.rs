//! Also right: a dictionary that lives as long as the program may be borrowed by any task.

use std::sync::LazyLock;

use shared::exercises::borrowing_into_a_task::{Dictionary, dictionary, process, tasks};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

static DICTIONARY: LazyLock<Dictionary> = LazyLock::new(dictionary);

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let (result, mut collector) = unbounded_channel();
    for task in tasks() {
        tokio::spawn(worker(task, &DICTIONARY, result.clone()));
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
