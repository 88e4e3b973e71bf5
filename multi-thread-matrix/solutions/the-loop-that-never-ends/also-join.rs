//! Also right: once all workers have ended, everything that was sent is in the channel, and `try_iter` takes
//! it without waiting for more.

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

    for worker in workers {
        worker.join().expect("no worker panics");
    }

    let mut primes = 0;
    for (n, prime) in collector.try_iter() {
        println!("worker {n} | {prime}");
        primes += 1;
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
