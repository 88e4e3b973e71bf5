//! The select that eats messages
//!
//! A bakery: a customer orders ten loaves, and asks now and then how many are ready. The worker bakes one at
//! a time, and answers the questions (on stderr). All ten loaves should be baked.
//!
//! Four are. The others were ordered as well, and nobody hears of them again.
//!
//! To see it: `cargo xtask workshop run the-select-that-eats`

use std::time::Duration;

use tokio::select;
use tokio::sync::mpsc::{Receiver, channel};
use tokio::time::sleep;

const TASKS: usize = 10;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let (sender, receiver) = channel(1);
    let (question, questions) = channel(1);
    let worker = tokio::spawn(worker(receiver, questions));

    for task in 0..TASKS {
        sender.send(task).await?;
        if task % 3 != 0 {
            question.send("how many are ready?").await?;
        }
    }
    drop((sender, question));

    worker.await?;
    Ok(())
}

async fn worker(receiver: Receiver<usize>, mut questions: Receiver<&'static str>) {
    let mut ready = 0;
    // One future over as many turns as it takes. `select!` only borrows it, so a question doesn't drop it.
    let mut loaf = Box::pin(next(receiver));
    loop {
        select! {
            done = &mut loaf => {
                let Some((done, receiver)) = done else { return };
                println!("{done}");
                ready += 1;
                loaf = Box::pin(next(receiver));
            }
            Some(question) = questions.recv() => eprintln!("{question} {ready}"),
        }
    }
}

/// The next loaf, and the receiver for those after it; none, if nobody orders any more.
async fn next(mut receiver: Receiver<usize>) -> Option<(String, Receiver<usize>)> {
    let task = receiver.recv().await?;
    Some((process(task).await, receiver))
}

async fn process(task: usize) -> String {
    sleep(Duration::from_millis(40)).await;
    format!("loaf {task}")
}
