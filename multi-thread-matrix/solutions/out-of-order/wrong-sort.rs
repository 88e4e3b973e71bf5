//! Known-wrong: sorted by what the lines say, which is the order of the alphabet.

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

    let mut all: Vec<_> = collector.iter().collect();
    all.sort();
    for done in all {
        println!("{done}");
    }
}
