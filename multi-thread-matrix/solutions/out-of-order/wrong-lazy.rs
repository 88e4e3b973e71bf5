//! Known-wrong: an iterator starts the threads one by one, each when the one before it is joined.

use std::thread;

use shared::exercises::out_of_order::{process, word};

fn main() {
    let workers = word().chars().map(|letter| thread::spawn(move || process(letter)));
    for worker in workers {
        println!("{}", worker.join().expect("no worker panics"));
    }
}
