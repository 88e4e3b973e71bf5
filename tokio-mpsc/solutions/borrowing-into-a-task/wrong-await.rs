//! Borrowing into a task
//!
//! Four tokio tasks look up a word each in one dictionary, and send the translation back. Looking up is slow,
//! so all four should be under way at once: on stderr, `+` is a word begun and `-` a word done.
//!
//! It doesn't compile.
//!
//! To see it: `cargo xtask workshop run borrowing-into-a-task`

use std::collections::HashMap;
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::time::sleep;

type Dictionary = HashMap<&'static str, &'static str>;

const TASKS: [&str; 4] = ["bridge", "channel", "rainbow", "thread"];

#[tokio::main]
async fn main() {
    let dictionary = Dictionary::from([
        ("bridge", "ponte"),
        ("channel", "canale"),
        ("rainbow", "arcobaleno"),
        ("thread", "filo"),
    ]);

    let (result, mut collector) = unbounded_channel();
    for task in TASKS {
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

async fn process(task: &str, dictionary: &Dictionary) -> String {
    eprintln!("+ {task}");
    sleep(Duration::from_millis(50)).await;
    let translation = dictionary.get(task).unwrap_or(&"?");
    eprintln!("- {task}");
    format!("{task}: {translation}")
}
