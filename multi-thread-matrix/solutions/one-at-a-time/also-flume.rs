//! Also right: a receiver of flume can be cloned. Several threads may wait on it at once, and there is
//! nothing to lock.

use std::thread;

use flume::{Receiver, Sender, unbounded};
use shared::exercises::one_at_a_time::{THREADS, process, tasks};

fn main() {
    let (sender, receiver) = unbounded();
    let (result, collector) = unbounded();
    for _ in 0..THREADS {
        let receiver = receiver.clone();
        let result = result.clone();
        thread::spawn(move || worker(receiver, result));
    }
    drop((receiver, result));

    for task in tasks() {
        sender.send(task).expect("the workers are alive");
    }
    drop(sender);

    for (task, steps) in collector {
        println!("{task}: {steps} steps");
    }
}

fn worker(receiver: Receiver<u64>, result: Sender<(u64, u32)>) {
    for task in receiver {
        let done = process(task);
        if result.send((task, done)).is_err() {
            return; // the collector is gone
        }
    }
}
