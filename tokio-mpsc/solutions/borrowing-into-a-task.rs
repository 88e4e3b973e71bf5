//! Borrowing into a task
//!
//! A tokio task for each word looks it up in one dictionary, and sends the translation back. Looking up is
//! slow, so all words should be in flight at once: on stderr, `+` is a word begun and `-` a word done. The
//! dictionary is read once.
//!
//! It doesn't compile.
//!
//! `tasks`, `dictionary` and `process` are in `shared::exercises`. The program must be right with other words
//! too, and at another pace.
//!
//! To see it: `cargo xtask workshop run borrowing-into-a-task`
use std::sync::Arc;

use shared::exercises::borrowing_into_a_task::{Dictionary, dictionary, process, tasks};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // Each task owns a share of it, and the last one to end frees it.
    let dictionary = Arc::new(dictionary());

    let (result, mut collector) = unbounded_channel();
    for task in tasks() {
        tokio::spawn(worker(task, Arc::clone(&dictionary), result.clone()));
    }
    drop(result);

    while let Some(done) = collector.recv().await {
        println!("{done}");
    }
}

async fn worker(task: &str, dictionary: Arc<Dictionary>, result: UnboundedSender<String>) {
    let done = process(task, &dictionary).await;
    // An error means that nobody collects any more: nothing is left to do.
    let _ = result.send(done);
}
