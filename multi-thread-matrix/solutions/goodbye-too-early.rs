//! Goodbye too early
//!
//! A worker on a thread of its own is told which runner came in after how many seconds. When all are in, it
//! engraves them on the cup, the fastest first. A line should come for each. Waiting should take no processor time.
//!
//! None comes, and the exit status is 0, as if all were well.
//!
//! `tasks` and `process` are in `shared::exercises`. The program must be right with other tasks too, and at
//! another pace.
//!
//! To see it: `cargo xtask workshop run goodbye-too-early`

use std::sync::mpsc::{Receiver, channel};
use std::thread;

use shared::exercises::goodbye_too_early::{Task, process, tasks};

fn main() {
    let (sender, receiver) = channel();
    let handle = thread::spawn(move || worker(receiver));

    for task in tasks() {
        sender.send(task).expect("the worker is waiting for it");
    }
    // No more names: the worker's `collect` returns, and it begins to engrave.
    drop(sender);
    // And the program isn't over before the worker is. In the other order, each of the two would wait for the other.
    handle.join().expect("the worker doesn't panic");
}

fn worker(receiver: Receiver<Task>) {
    // Only when the last one is in, it is clear who was fastest.
    let mut tasks: Vec<Task> = receiver.into_iter().collect();
    tasks.sort_by_key(|task| task.seconds);
    for (place, task) in (1..).zip(tasks) {
        println!("{place}. {}", process(task));
    }
}
