//! Known-wrong: the place in the word is looked up by the letter.

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

    let mut all: Vec<String> = collector.iter().collect();
    all.sort_by_key(|done| word().find(&done[..1]));
    for done in all {
        println!("{done}");
    }
}
