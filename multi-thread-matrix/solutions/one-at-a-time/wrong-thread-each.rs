//! Known-wrong: a thread for each number, however many there are.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;

use shared::exercises::one_at_a_time::{THREADS, process, tasks};

fn main() {
    let (sender, receiver) = channel();
    let (result, collector) = channel();
    let receiver = Arc::new(Mutex::new(receiver));
    for _ in tasks() {
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

fn worker(receiver: &Mutex<Receiver<u64>>, result: Sender<(u64, u32)>) {
    loop {
        // A statement of its own: at its end the guard is dropped, and another worker can take a number.
        let Ok(task) = receiver.lock().expect("no worker panics").recv() else {
            return; // no more tasks
        };
        let done = process(task);
        if result.send((task, done)).is_err() {
            return; // the collector is gone
        }
    }
}
