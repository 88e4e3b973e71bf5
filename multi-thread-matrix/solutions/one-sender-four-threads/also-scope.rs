//! Also right: scoped threads borrow `result`, so each thread can clone it. The scope ends when all threads
//! have ended, and then the results are all in the channel.

use std::sync::mpsc::{Sender, channel};
use std::thread;

use shared::exercises::one_sender_four_threads::{Done, Task, process, tasks};

fn main() {
    let (result, collector) = channel();
    thread::scope(|scope| {
        for task in tasks() {
            let result = &result;
            scope.spawn(move || worker(task, result.clone()));
        }
    });
    // The collector ends when the last `result` is gone. The workers drop theirs; this one is ours.
    drop(result);

    for (task, determinant) in collector {
        println!("{task:?} | {determinant}");
    }
}

fn worker(task: Task, result: Sender<Done>) {
    // An error means that the collector is gone: nothing is left to do.
    let _ = result.send(process(task));
}
