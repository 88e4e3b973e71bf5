//! Four workers, one at a time
//!
//! Four workers share one queue of numbers, and find out how many steps each takes to 1 by Collatz's rule:
//! half of it if it is even, three times as much and one more if it is odd. A receiver of `std::sync::mpsc`
//! can't be cloned, so they take turns with it: it is behind a lock. All four should be at work at once: on
//! stderr, `+` is a number begun and `-` a number done.
//!
//! The results are right, but it takes as long as it would with one worker.
//!
//! To see it: `cargo xtask workshop run one-at-a-time`

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

const THREADS: usize = 4;
const TASKS: [u64; 8] = [27, 97, 128, 703, 871, 1024, 2463, 6171];

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

    for task in TASKS {
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
            return; // nobody collects any more
        }
    }
}

fn process(task: u64) -> u32 {
    eprintln!("+ {task}");
    let (mut number, mut steps) = (task, 0);
    while number != 1 {
        number = if number % 2 == 0 { number / 2 } else { 3 * number + 1 };
        steps += 1;
    }
    // As if it were hard.
    thread::sleep(Duration::from_millis(40));
    eprintln!("- {task}");
    steps
}
