//! Known-wrong: each thread waits before it sends, the longer the later its letter comes.

use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use shared::exercises::out_of_order::{process, word};

fn main() {
    let (result, collector) = channel();
    for (n, letter) in (0..).zip(word().chars()) {
        let result = result.clone();
        thread::spawn(move || {
            let done = process(letter);
            thread::sleep(Duration::from_millis(200 * n));
            result.send(done)
        });
    }
    drop(result);

    for done in collector {
        println!("{done}");
    }
}
