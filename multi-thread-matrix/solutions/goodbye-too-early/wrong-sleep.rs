//! Known-wrong: a sleep, and the worker doesn't know yet that it can begin.

use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use shared::exercises::goodbye_too_early::{Task, process, tasks};

fn main() {
    let (sender, receiver) = channel();
    thread::spawn(move || worker(receiver));

    for task in tasks() {
        sender.send(task).expect("the worker is waiting for it");
    }
    // Give the worker the time that it needs.
    thread::sleep(Duration::from_millis(500));
}

fn worker(receiver: Receiver<Task>) {
    // Only when the last one is in, it is clear who was fastest.
    let mut tasks: Vec<Task> = receiver.into_iter().collect();
    tasks.sort_by_key(|task| task.seconds);
    for (place, task) in (1..).zip(tasks) {
        println!("{place}. {}", process(task));
    }
}
