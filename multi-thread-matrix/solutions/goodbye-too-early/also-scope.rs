//! Also right: `scope` waits for the threads that were started in it. The `sender` is dropped at the end of
//! the closure, before the waiting begins.

use std::sync::mpsc::{Receiver, channel};
use std::thread;

use shared::exercises::goodbye_too_early::{Task, process, tasks};

fn main() {
    thread::scope(|scope| {
        let (sender, receiver) = channel();
        scope.spawn(move || worker(receiver));

        for task in tasks() {
            sender.send(task).expect("the worker is waiting for it");
        }
    });
}

fn worker(receiver: Receiver<Task>) {
    // Only when the last one is in, it is clear who was fastest.
    let mut tasks: Vec<Task> = receiver.into_iter().collect();
    tasks.sort_by_key(|task| task.seconds);
    for (place, task) in (1..).zip(tasks) {
        println!("{place}. {}", process(task));
    }
}
