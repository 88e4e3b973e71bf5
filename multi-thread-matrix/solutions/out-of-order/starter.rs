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

use std::sync::mpsc::channel;
use std::thread;

use shared::exercises::out_of_order::{process, word};

fn main() {
    let (result, collector) = channel();
    for letter in word().chars() {
        let result = result.clone();
        thread::spawn(move || result.send(process(letter)));
    }
    drop(result);

    for done in collector {
        println!("{done}");
    }
}
