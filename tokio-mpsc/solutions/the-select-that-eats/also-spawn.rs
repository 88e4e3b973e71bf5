//! Also right: a task of its own bakes, and questions are answered meanwhile.

use shared::exercises::the_select_that_eats::{Question, customer, process};
use tokio::select;
use tokio::sync::mpsc::{Receiver, Sender, channel};

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let (sender, receiver) = channel(1);
    let (question, questions) = channel(1);
    let worker = tokio::spawn(worker(receiver, questions));

    customer(sender, question).await?;
    worker.await?;
    Ok(())
}

async fn worker(receiver: Receiver<&'static str>, mut questions: Receiver<Question>) {
    let (result, mut loaves) = channel(1);
    tokio::spawn(bake(receiver, result));

    let mut ready = 0;
    loop {
        select! {
            done = loaves.recv() => {
                let Some(done) = done else { return };
                println!("{done}");
                ready += 1;
            }
            Some(question) = questions.recv() => {
                // An error means that the customer doesn't wait for the answer any more.
                let _ = question.send(ready);
            }
        }
    }
}

async fn bake(mut receiver: Receiver<&'static str>, result: Sender<String>) {
    while let Some(task) = receiver.recv().await {
        if result.send(process(task).await).await.is_err() {
            return; // nobody collects any more
        }
    }
}
