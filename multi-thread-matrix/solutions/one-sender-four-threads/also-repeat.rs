//! Also right: three clones and, for the last thread, the original. All of them move into threads, and none
//! is left to drop.

use std::iter;
use std::sync::mpsc::{Sender, channel};
use std::thread;

use shared::exercises::one_sender_four_threads::{Done, Task, process, tasks};

fn main() {
    let (result, collector) = channel();
    let tasks = tasks();
    let results = iter::repeat_n(result, tasks.len());
    for (task, result) in tasks.into_iter().zip(results) {
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
