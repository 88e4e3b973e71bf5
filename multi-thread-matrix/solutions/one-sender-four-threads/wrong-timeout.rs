//! Known-wrong: a pause is taken for the end.

use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::Duration;

use shared::exercises::one_sender_four_threads::{Done, Task, process, tasks};

fn main() {
    let (result, collector) = channel();
    for task in tasks() {
        // One more handle to the same channel: this one moves into the thread, the original stays for the next turn.
        let result = result.clone();
        thread::spawn(move || worker(task, result));
    }

    while let Ok((task, determinant)) = collector.recv_timeout(Duration::from_secs(1)) {
        println!("{task:?} | {determinant}");
    }
}

fn worker(task: Task, result: Sender<Done>) {
    // An error means that the collector is gone: nothing is left to do.
    let _ = result.send(process(task));
}
