//! The message that was never sent
//!
//! A worker takes a text, and sends back its shortest word and then its longest. Two lines should come.
//!
//! One comes. Nothing fails, and the exit status is 0.
//!
//! To see it: `cargo xtask workshop run never-sent`

use tokio::sync::mpsc::error::SendError;
use tokio::sync::mpsc::{Sender, channel};

type Task = &'static str;

enum Done {
    Shortest(&'static str),
    Longest(&'static str),
}

const TASK: Task = "somewhere over the rainbow a kettle is singing";

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let (result, mut collector) = channel(1);
    let worker = tokio::spawn(worker(TASK, result));

    while let Some(done) = collector.recv().await {
        match done {
            Done::Shortest(word) => println!("shortest: {word}"),
            Done::Longest(word) => println!("longest: {word}"),
        }
    }
    Ok(worker.await??)
}

async fn worker(task: Task, result: Sender<Done>) -> Result<(), SendError<Done>> {
    if let Some(word) = task.split(' ').min_by_key(|word| word.len()) {
        result.send(Done::Shortest(word)).await?;
    }
    if let Some(word) = task.split(' ').max_by_key(|word| word.len()) {
        // `send` only makes a future, which does nothing by itself. `.await` sends; `?` looks at what came of
        // it.
        result.send(Done::Longest(word)).await?;
    }
    Ok(())
}
