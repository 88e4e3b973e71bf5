//! Known-wrong: an oven for each order.

use shared::exercises::the_select_that_eats::{Question, customer, process};
use tokio::select;
use tokio::sync::mpsc::channel;
use tokio::sync::mpsc::{Receiver, unbounded_channel};

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let (sender, receiver) = channel(1);
    let (question, questions) = channel(1);
    let worker = tokio::spawn(worker(receiver, questions));

    customer(sender, question).await?;
    worker.await?;
    Ok(())
}

async fn worker(mut receiver: Receiver<&'static str>, mut questions: Receiver<Question>) {
    let (result, mut loaves) = unbounded_channel();
    let mut ready = 0;
    loop {
        select! {
            task = receiver.recv() => {
                let Some(task) = task else { break };
                let result = result.clone();
                tokio::spawn(async move { result.send(process(task).await) });
            }
            Some(done) = loaves.recv() => {
                println!("{done}");
                ready += 1;
            }
            Some(question) = questions.recv() => {
                // An error means that the customer doesn't wait for the answer any more.
                let _ = question.send(ready);
            }
        }
    }
    drop(result);
    while let Some(done) = loaves.recv().await {
        println!("{done}");
    }
}
