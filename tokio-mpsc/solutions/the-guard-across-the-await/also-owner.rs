//! Also right: nothing is shared. The shelf belongs to `main`, and what was packed to the worker.

use shared::exercises::the_guard_across_the_await::{Task, process, store, tasks};
use tokio::sync::mpsc::{Receiver, channel};

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let mut store = store();
    let (sender, receiver) = channel(1);
    let worker = tokio::spawn(worker(receiver));

    for task in tasks() {
        if store.bulbs >= task.bulbs {
            store.bulbs -= task.bulbs;
            sender.send(task).await?;
        } else {
            println!("not enough for order {}", task.number);
        }
    }
    drop(sender);
    store.packed += worker.await?;

    println!("{} left, {} packed", store.bulbs, store.packed);
    Ok(())
}

async fn worker(mut receiver: Receiver<Task>) -> u32 {
    let mut packed = 0;
    while let Some(task) = receiver.recv().await {
        process(&task).await;
        packed += task.bulbs;
    }
    packed
}
