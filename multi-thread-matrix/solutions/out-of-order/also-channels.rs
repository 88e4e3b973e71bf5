//! Also right: a channel for each letter. They are read in the order of the word, and what is early waits in
//! its channel.

use std::sync::mpsc::channel;
use std::thread;

use shared::exercises::out_of_order::{process, word};

fn main() {
    let mut collectors = Vec::new();
    for letter in word().chars() {
        let (result, collector) = channel();
        collectors.push(collector);
        thread::spawn(move || result.send(process(letter)));
    }

    for done in collectors.iter().flatten() {
        println!("{done}");
    }
}
