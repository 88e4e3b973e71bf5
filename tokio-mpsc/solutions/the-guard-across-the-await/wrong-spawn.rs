//! Known-wrong: each order in a task of its own. No one waits for them.

use std::sync::{Arc, Mutex};

use shared::exercises::the_guard_across_the_await::{Store, Task, process, store, tasks};
use tokio::sync::mpsc::{Receiver, channel};

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let store = Arc::new(Mutex::new(store()));
    let (sender, receiver) = channel(1);
    let worker = tokio::spawn(worker(receiver, Arc::clone(&store)));

    for task in tasks() {
        let mut store = store.lock().expect("no one panics with it");
        if store.bulbs >= task.bulbs {
            store.bulbs -= task.bulbs;
            let sender = sender.clone();
            tokio::spawn(async move { sender.send(task).await });
        } else {
            println!("not enough for order {}", task.number);
        }
    }
    drop(sender);
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    drop(worker);

    let store = store.lock().expect("no one panics with it");
    println!("{} left, {} packed", store.bulbs, store.packed);
    Ok(())
}

async fn worker(mut receiver: Receiver<Task>, store: Arc<Mutex<Store>>) {
    while let Some(task) = receiver.recv().await {
        process(&task).await;
        store.lock().expect("no one panics with it").packed += task.bulbs;
    }
}
