//! Known-wrong: tokio's mutex doesn't block the thread. The two wait for each other all the same.

use std::sync::Arc;

use shared::exercises::the_guard_across_the_await::{Store, Task, process, store, tasks};
use tokio::sync::Mutex;
use tokio::sync::mpsc::{Receiver, channel};

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let store = Arc::new(Mutex::new(store()));
    let (sender, receiver) = channel(1);
    let worker = tokio::spawn(worker(receiver, Arc::clone(&store)));

    for task in tasks() {
        let mut store = store.lock().await;
        if store.bulbs >= task.bulbs {
            store.bulbs -= task.bulbs;
            sender.send(task).await?;
        } else {
            println!("not enough for order {}", task.number);
        }
    }
    drop(sender);
    worker.await?;

    let store = store.lock().await;
    println!("{} left, {} packed", store.bulbs, store.packed);
    Ok(())
}

async fn worker(mut receiver: Receiver<Task>, store: Arc<Mutex<Store>>) {
    while let Some(task) = receiver.recv().await {
        process(&task).await;
        store.lock().await.packed += task.bulbs;
    }
}
