//! Known-wrong: the `drop` deleted. `main` keeps the original, and waits for itself.

use std::sync::mpsc::{Sender, channel};
use std::thread;

use shared::exercises::one_sender_four_threads::{Done, Task, process, tasks};

fn main() {
    let (result, collector) = channel();
    for task in tasks() {
        // One more handle to the same channel: this one moves into the thread, the original stays for the next turn.
        let result = result.clone();
        thread::spawn(move || worker(task, result));
    }

    for (task, determinant) in collector {
        println!("{task:?} | {determinant}");
    }
}

fn worker(task: Task, result: Sender<Done>) {
    // An error means that the collector is gone: nothing is left to do.
    let _ = result.send(process(task));
}
