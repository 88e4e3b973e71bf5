//! The select that eats messages
//!
//! A bakery: a customer orders loaves, and asks now and then how many are ready. The worker bakes one loaf at
//! a time, prints it, and answers the questions, meanwhile or between two loaves. Every loaf that was ordered
//! should be baked, once.
//!
//! Loaves are missing. They were ordered as well, and put in the oven.
//!
//! `customer`, `process` and `Question` are in `shared::exercises`. The program must be right with other
//! orders and questions too, and with a slow oven.
//!
//! To see it: `cargo xtask workshop run the-select-that-eats`
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
                let _ = question.send(ready);
            }
        }
    }
}
