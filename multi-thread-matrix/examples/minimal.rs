//! Sync to sync: threads, each with a private queue of tasks, and one channel for the results.
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

type Task = usize;
type Done = usize;
const THREADS: usize = 4;
const TASKS: usize = 20;

fn main() -> anyhow::Result<()> {
    let (result, collector) = channel();
    let (mut senders, mut workers) = (Vec::new(), Vec::new());
    for n in 0..THREADS {
        let (sender, receiver) = channel();
        senders.push(sender);
        let result = result.clone();
        workers.push(thread::spawn(move || worker(n, receiver, result)));
    }
    drop(result); // the collector ends when the last `result` is gone: this one is ours

    for task in 0..TASKS {
        let _ = senders[task % THREADS].send(task); // Err: that worker panicked; the others get their tasks
    }
    drop(senders); // no more tasks: each worker ends when its queue is empty

    let mut lost = TASKS;
    for (n, done) in collector {
        println!("worker {n} | {done}");
        lost -= 1;
    }
    let panicked = workers.into_iter().filter_map(|worker| worker.join().err()).count();
    anyhow::ensure!(lost == 0, "{lost} of {TASKS} tasks lost: {panicked} of {THREADS} workers panicked");
    Ok(())
}

fn worker(n: usize, receiver: Receiver<Task>, result: Sender<(usize, Done)>) {
    for task in receiver {
        let done = task * task; // the work
        if result.send((n, done)).is_err() {
            return; // nobody collects any more
        }
    }
}
