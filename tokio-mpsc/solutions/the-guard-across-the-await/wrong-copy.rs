//! Known-wrong: a copy of the store goes over the await, and overwrites what was booked meanwhile.

use std::sync::{Arc, Mutex};

use shared::exercises::the_guard_across_the_await::{Store, Task, process, store, tasks};
use tokio::sync::mpsc::{Receiver, channel};

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let store = Arc::new(Mutex::new(store()));
    let (sender, receiver) = channel(1);
    let worker = tokio::spawn(worker(receiver, Arc::clone(&store)));

    for task in tasks() {
        let Store { mut bulbs, packed } = *store.lock().expect("no one panics with it");
        if bulbs >= task.bulbs {
            bulbs -= task.bulbs;
            sender.send(task).await?;
            *store.lock().expect("no one panics with it") = Store { bulbs, packed };
        } else {
            println!("not enough for order {}", task.number);
        }
    }
    drop(sender);
    worker.await?;

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
