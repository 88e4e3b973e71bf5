//! Known-wrong: a lock for several readers at once.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, RwLock};
use std::thread;

use shared::exercises::one_at_a_time::{THREADS, process, tasks};

fn main() {
    let (sender, receiver) = channel();
    let (result, collector) = channel();
    let receiver = Arc::new(RwLock::new(receiver));
    for _ in 0..THREADS {
        let receiver = Arc::clone(&receiver);
        let result = result.clone();
        thread::spawn(move || worker(&receiver, result));
    }
    drop(result);

    for task in tasks() {
        sender.send(task).expect("`receiver` is alive");
    }
    drop(sender);

    for (task, steps) in collector {
        println!("{task}: {steps} steps");
    }
}

fn worker(receiver: &RwLock<Receiver<u64>>, result: Sender<(u64, u32)>) {
    while let Ok(task) = receiver.read().expect("no worker panics").recv() {
        let done = process(task);
        if result.send((task, done)).is_err() {
            return; // the collector is gone
        }
    }
}
