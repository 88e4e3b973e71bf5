//! The guard across the await
//!
//! A shop sells tulip bulbs. As long as there are enough for an order, `main` takes them off the shelf and
//! hands the order to the worker, who packs one at a time and books what was packed. Both use one store, and
//! one thread.
//!
//! It should print which orders can't be fulfilled, and in the end how many bulbs are left, and how many were
//! packed.
//!
//! It prints nothing, and doesn't end. The compiler has no warning.
//!
//! `tasks`, `process` and `store` are in `shared::exercises`. The program must be right with other orders
//! too, with fuller shelves, and with a slower worker.
//!
//! To see it: `cargo xtask workshop run the-guard-across-the-await`

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
            sender.send(task).await?;
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
