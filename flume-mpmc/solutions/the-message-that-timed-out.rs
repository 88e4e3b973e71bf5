//! The message that timed out
//!
//! A restaurant: the waiter hands the orders to two cooks, through a hatch that holds one. If an order can't
//! be handed over within `PATIENCE`, because the cooks are busy, the guest should be told so while it waits
//! (`apologize`, for no other guests), and then get the dish all the same. Every dish should come once.
//!
//! Dishes are missing: those for which a guest was told that it takes longer.
//!
//! `tasks`, `process`, `apologize` and the constants are in `shared::exercises`. The program must be right
//! with other orders too, and with slower or faster cooks.
//!
//! To see it: `cargo xtask workshop run the-message-that-timed-out`
use std::pin::pin;

use flume::{Receiver, SendError, Sender, bounded, unbounded};
use shared::exercises::the_message_that_timed_out::{PATIENCE, Task, WORKERS, apologize, process, tasks};
use tokio::time::timeout;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let (sender, receiver) = bounded(1);
    let (result, collector) = unbounded();
    for _ in 0..WORKERS {
        tokio::spawn(worker(receiver.clone(), result.clone()));
    }
    drop((receiver, result));
    let waiter = tokio::spawn(waiter(sender));

    while let Ok(done) = collector.recv_async().await {
        println!("{done}");
    }
    Ok(waiter.await??)
}

async fn waiter(sender: Sender<Task>) -> Result<(), SendError<Task>> {
    for task in tasks() {
        let dish = task.dish;
        // The future has the order. It is only borrowed by `timeout`, which drops what it is given.
        let mut send = pin!(sender.send_async(task));
        match timeout(PATIENCE, &mut send).await {
            Ok(sent) => sent?,
            Err(_) => {
                apologize(dish);
                send.await?;
            }
        }
    }
    Ok(())
}

async fn worker(receiver: Receiver<Task>, result: Sender<String>) {
    while let Ok(task) = receiver.recv_async().await {
        let done = process(task).await;
        if result.send_async(done).await.is_err() {
            return; // nobody collects any more
        }
    }
}
