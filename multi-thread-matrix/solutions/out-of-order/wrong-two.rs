//! Known-wrong: the order is right, but only two workers work at the same time.

use std::thread;

use shared::exercises::out_of_order::{process, word};

fn main() {
    let letters: Vec<char> = word().chars().collect();
    for pair in letters.chunks(2) {
        let workers: Vec<_> = pair.iter().map(|&letter| thread::spawn(move || process(letter))).collect();
        for worker in workers {
            println!("{}", worker.join().expect("no worker panics"));
        }
    }
}
