//! Also right: one future over as many turns as it takes. `select!` only borrows it, so a question doesn't
//! drop it. No branch may wait for something that this future holds.

use shared::exercises::the_select_that_eats::{Question, customer, process};
use tokio::select;
use tokio::sync::mpsc::{Receiver, channel};

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
    let mut ready = 0;
    let mut loaf = Box::pin(next(receiver));
    loop {
        select! {
            done = &mut loaf => {
                let Some((done, receiver)) = done else { return };
                println!("{done}");
                ready += 1;
                loaf = Box::pin(next(receiver));
            }
            Some(question) = questions.recv() => {
                // An error means that the customer doesn't wait for the answer any more.
                let _ = question.send(ready);
            }
        }
    }
}

/// The next loaf, and the receiver for those after it. None when there are no more orders.
async fn next(mut receiver: Receiver<&'static str>) -> Option<(String, Receiver<&'static str>)> {
    let task = receiver.recv().await?;
    Some((process(task).await, receiver))
}
