//! Known-wrong: it compiles, because there is only one thread left.

use std::sync::mpsc::{Sender, channel};
use std::thread;

use shared::exercises::one_sender_four_threads::{Done, Task, process, tasks};

fn main() {
    let (result, collector) = channel();
    for task in tasks() {
        worker(task, result.clone());
    }
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
