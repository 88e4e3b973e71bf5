//! Four workers, one at a time
//!
//! Four workers share one queue of numbers, and count how many steps each takes to 1 by Collatz's rule: half of
//! it if it is even, three times as much and one more if it is odd. A receiver of `std::sync::mpsc` can't be
//! cloned, so they take turns with it: it is behind a lock. All four should work at the same time, and no more
//! than four: on stderr, `+` is a number begun and `-` a number done. Waiting should take no processor time.
//!
//! The results are right, but it takes as long as it would with one worker.
//!
//! `tasks` and `process` are in `shared::exercises`. The program must be right with other tasks too, and at
//! another pace.
//!
//! To see it: `cargo xtask workshop run one-at-a-time`

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;

use shared::exercises::one_at_a_time::{THREADS, process, tasks};

fn main() {
    let (sender, receiver) = channel();
    let (result, collector) = channel();
    let receiver = Arc::new(Mutex::new(receiver));
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

fn worker(receiver: &Mutex<Receiver<u64>>, result: Sender<(u64, u32)>) {
    while let Ok(task) = receiver.lock().expect("no worker panics").recv() {
        let done = process(task);
        if result.send((task, done)).is_err() {
            return; // the collector is gone
        }
    }
}
