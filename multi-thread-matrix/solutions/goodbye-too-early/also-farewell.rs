//! Also right: a second channel, on which nothing is ever sent. It closes when the worker ends, and drops the
//! other end.

use std::sync::mpsc::{Receiver, channel};
use std::thread;

use shared::exercises::goodbye_too_early::{Task, process, tasks};

fn main() {
    let (sender, receiver) = channel();
    let (end, ended) = channel::<()>();
    thread::spawn(move || {
        worker(receiver);
        drop(end);
    });

    for task in tasks() {
        sender.send(task).expect("the worker is waiting for it");
    }
    drop(sender);
    let _ = ended.recv();
}

fn worker(receiver: Receiver<Task>) {
    // Only when the last one is in, it is clear who was fastest.
    let mut tasks: Vec<Task> = receiver.into_iter().collect();
    tasks.sort_by_key(|task| task.seconds);
    for (place, task) in (1..).zip(tasks) {
        println!("{place}. {}", process(task));
    }
}
