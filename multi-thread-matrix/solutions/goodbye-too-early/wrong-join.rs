//! Known-wrong: joined while `main` still has the `sender`.

use std::sync::mpsc::{Receiver, channel};
use std::thread;

use shared::exercises::goodbye_too_early::{Task, process, tasks};

fn main() {
    let (sender, receiver) = channel();
    let handle = thread::spawn(move || worker(receiver));

    for task in tasks() {
        sender.send(task).expect("the worker is waiting for it");
    }
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
