//! Goodbye too early
//!
//! A worker hears who came in after how many seconds, and when all are in, it engraves them on the cup, the
//! fastest first. Five lines should come.
//!
//! None comes, and the exit status is 0, as if all were well.
//!
//! To see it: `cargo xtask workshop run goodbye-too-early`

use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

struct Task {
    name: &'static str,
    seconds: u32,
}

const TASKS: [Task; 5] = [
    Task { name: "Farida", seconds: 131 },
    Task { name: "Bruno", seconds: 127 },
    Task { name: "Ines", seconds: 144 },
    Task { name: "Kofi", seconds: 125 },
    Task { name: "Marit", seconds: 138 },
];

fn main() {
    let (sender, receiver) = channel();
    thread::spawn(move || worker(receiver));

    for task in TASKS {
        sender.send(task).expect("the worker is waiting for it");
    }
}

fn worker(receiver: Receiver<Task>) {
    // Who is fastest shows when the last one is in.
    let mut tasks: Vec<Task> = receiver.into_iter().collect();
    tasks.sort_by_key(|task| task.seconds);
    for (place, task) in (1..).zip(tasks) {
        println!("{place}. {}", process(task));
    }
}

/// Engraves a name, with a steady hand.
fn process(task: Task) -> String {
    thread::sleep(Duration::from_millis(40));
    format!("{}, {} s", task.name, task.seconds)
}
