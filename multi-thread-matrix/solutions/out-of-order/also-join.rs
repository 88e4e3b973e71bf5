//! Also right: each result has a place of its own, the handle of its thread. All threads start before the
//! first is joined.

use std::thread;

use shared::exercises::out_of_order::{process, word};

fn main() {
    let workers: Vec<_> = word().chars().map(|letter| thread::spawn(move || process(letter))).collect();
    for worker in workers {
        println!("{}", worker.join().expect("no worker panics"));
    }
}
