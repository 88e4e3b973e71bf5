//! The loop that never ends
//!
//! Three workers look for primes, each in a range of its own, and send each prime as soon as they find it.
//! How many there are nobody knows beforehand. When all have been through their ranges, the last line should
//! say it, and the program should end.
//!
//! The primes come, all of them. Then nothing comes any more, and it doesn't end either.
//!
//! To see it: `cargo xtask workshop run the-loop-that-never-ends`

use std::ops::Range;
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::Duration;

type Task = Range<u32>;

const TASKS: [Task; 3] = [100..110, 200..210, 1327..1362];

fn main() {
    let (result, collector) = channel();
    let start = move |n: usize, task: Task| {
        let result = result.clone();
        thread::spawn(move || worker(n, task, result))
    };

    let mut workers = Vec::new();
    for (n, task) in TASKS.into_iter().enumerate() {
        workers.push(start(n, task));
    }

    let mut primes = 0;
    for (n, prime) in collector {
        println!("worker {n} | {prime}");
        primes += 1;
    }

    for worker in workers {
        worker.join().expect("no worker panics");
    }
    println!("{primes} primes");
}

fn worker(n: usize, task: Task, result: Sender<(usize, u32)>) {
    for number in task {
        if process(number) && result.send((n, number)).is_err() {
            return; // nobody collects any more
        }
    }
}

/// Whether the number is a prime.
fn process(number: u32) -> bool {
    // As if these numbers had hundreds of digits.
    thread::sleep(Duration::from_millis(8));
    number > 1 && (2..number).take_while(|d| d * d <= number).all(|d| !number.is_multiple_of(d))
}
