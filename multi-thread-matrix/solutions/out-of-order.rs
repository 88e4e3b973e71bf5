//! Out of order
//!
//! Each worker translates one letter into Morse code, and taps it to hear whether it is right, which takes
//! longer for some letters than for others. The letters should come in the order of the word, and all workers
//! should work at the same time: on stderr, `+` is a letter begun and `-` a letter done.
//!
//! They do work at the same time. But what comes isn't the word: short codes overtake long ones.
//!
//! `word` and `process` are in `shared::exercises`. The program must be right with other words too, and at
//! another pace.
//!
//! To see it: `cargo xtask workshop run out-of-order`

use std::collections::BTreeMap;
use std::sync::mpsc::channel;
use std::thread;

use shared::exercises::out_of_order::{process, word};

fn main() {
    let (result, collector) = channel();
    // Each letter takes its place in the word along.
    for (n, letter) in word().chars().enumerate() {
        let result = result.clone();
        thread::spawn(move || result.send((n, process(letter))));
    }
    drop(result);

    // What comes too early waits here until it is its turn. What is in time is printed at once.
    let mut early = BTreeMap::new();
    let mut turn = 0;
    for (n, done) in collector {
        early.insert(n, done);
        while let Some(done) = early.remove(&turn) {
            println!("{done}");
            turn += 1;
        }
    }
}
