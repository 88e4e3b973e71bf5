//! Known-wrong: the worker begins, and `main` is over before it has.

use std::sync::mpsc::{Receiver, channel};
use std::thread;

use shared::exercises::goodbye_too_early::{Task, process, tasks};

fn main() {
    let (sender, receiver) = channel();
    thread::spawn(move || worker(receiver));

    for task in tasks() {
        sender.send(task).expect("the worker is waiting for it");
    }
    drop(sender);
}

fn worker(receiver: Receiver<Task>) {
    // Only when the last one is in, it is clear who was fastest.
    let mut tasks: Vec<Task> = receiver.into_iter().collect();
    tasks.sort_by_key(|task| task.seconds);
    for (place, task) in (1..).zip(tasks) {
        println!("{place}. {}", process(task));
    }
}
