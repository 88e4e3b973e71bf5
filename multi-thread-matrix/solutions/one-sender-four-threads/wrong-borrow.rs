//! One sender, four threads
//!
//! Four threads take a matrix each, and send its determinant back over one channel. Four lines should come,
//! in whatever order, and then the program should end by itself.
//!
//! It doesn't compile.
//!
//! To see it: `cargo xtask workshop run one-sender-four-threads`

use std::sync::mpsc::{Sender, channel};
use std::thread;

const THREADS: usize = 4;

/// A matrix, by rows.
type Task = [[i32; 2]; 2];
/// The matrix and its determinant.
type Done = (Task, i32);

const TASKS: [Task; THREADS] = [[[1, 2], [3, 4]], [[2, 7], [1, 8]], [[3, 1], [4, 1]], [[0, 6], [5, 9]]];

fn main() {
    let (result, collector) = channel();
    for task in TASKS {
        thread::spawn(|| worker(task, result.clone()));
    }
    // The collector ends when the last `result` is gone. The workers drop theirs; this one is ours.
    drop(result);

    for (task, determinant) in collector {
        println!("{task:?} | {determinant}");
    }
}

fn worker(task: Task, result: Sender<Done>) {
    let done = process(task);
    // An error means that nobody collects any more: nothing is left to do.
    let _ = result.send(done);
}

fn process(task: Task) -> Done {
    let [[a, b], [c, d]] = task;
    (task, a * d - b * c)
}
