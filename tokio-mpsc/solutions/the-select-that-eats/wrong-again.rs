//! Known-wrong: the order is kept, and its loaf begun again after each question.

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

async fn worker(mut receiver: Receiver<&'static str>, mut questions: Receiver<Question>) {
    let mut ready = 0;
    let mut order = None;
    loop {
        select! {
            done = next(&mut receiver, &mut order) => {
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

/// The next loaf. None when there are no more orders.
async fn next(receiver: &mut Receiver<&'static str>, order: &mut Option<&'static str>) -> Option<String> {
    if order.is_none() {
        *order = Some(receiver.recv().await?);
    }
    let done = process((*order)?).await;
    *order = None;
    Some(done)
}
