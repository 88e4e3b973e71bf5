//! One sender, four threads
//!
//! Each matrix gets a thread, which works out the determinant and sends it back over one channel. All threads
//! should work at the same time, all lines should come, in any order, and then the program should end by itself.
//!
//! It doesn't compile.
//!
//! `tasks` and `process` are in `shared::exercises`. The program must be right with other tasks too, and at
//! another pace.
//!
//! To see it: `cargo xtask workshop run one-sender-four-threads`

use std::sync::mpsc::{Sender, channel};
use std::thread;

use shared::exercises::one_sender_four_threads::{Done, Task, process, tasks};

fn main() {
    let (result, collector) = channel();
    for task in tasks() {
        thread::spawn(move || worker(task, result));
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
