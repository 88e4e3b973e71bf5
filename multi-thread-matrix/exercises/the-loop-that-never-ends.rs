//! The loop that never ends
//!
//! Each worker has a thread, looks for primes in a range of its own, and sends each prime as soon as it finds it.
//! How many there are isn't known beforehand. When all workers are through their ranges, the last line should give
//! the number of primes, and the program should end.
//!
//! The primes come, all of them. Then nothing comes any more, and it doesn't end either.
//!
//! `tasks` and `process` are in `shared::exercises`. The program must be right with other tasks too, and at
//! another pace.
//!
//! To see it: `cargo xtask workshop run the-loop-that-never-ends`

use std::sync::mpsc::{Sender, channel};
use std::thread;

use shared::exercises::the_loop_that_never_ends::{Task, process, tasks};

fn main() {
    let (result, collector) = channel();
    let start = move |n: usize, task: Task| {
        let result = result.clone();
        thread::spawn(move || worker(n, task, result))
    };

    let mut workers = Vec::new();
    for (n, task) in tasks().into_iter().enumerate() {
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
            return; // the collector is gone
        }
    }
}
