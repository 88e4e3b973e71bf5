//! Known-wrong: questions are taken, and not answered.

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
    loop {
        select! {
            // `recv` may lose against a question: the message stays in the queue. The work is done in the
            // branch's body, which no question interrupts. Questions wait until the loaf is ready.
            task = receiver.recv() => {
                let Some(task) = task else { return };
                println!("{}", process(task).await);
                ready += 1;
            }
            Some(question) = questions.recv() => {
                // An error means that the customer doesn't wait for the answer any more.
                drop(question);
            }
        }
    }
}
