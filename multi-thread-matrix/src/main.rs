//! Sync to sync: threads, each with a private queue of tasks, and one channel for the results.

use std::process::ExitCode;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use shared::matrix::{Done, Task, process, tasks};
use shared::{Ledger, print};

const THREADS: usize = 4;
const TASKS: usize = 100;

fn main() -> anyhow::Result<ExitCode> {
    let tasks = tasks(TASKS)?;
    let mut ledger = Ledger::new(&tasks);

    let (result, collector) = channel();
    let mut senders = Vec::new();
    let mut workers = Vec::new();
    for n in 0..THREADS {
        let (sender, receiver) = channel();
        senders.push(sender);
        let result = result.clone();
        let thread = thread::Builder::new().name(format!("worker {n}"));
        workers.push(thread.spawn(move || worker(n, receiver, result))?);
    }
    // The collector ends when the last `result` is gone. The workers drop theirs; this one is ours.
    drop(result);

    for (i, task) in tasks.into_iter().enumerate() {
        // An error here means that the worker has died. That is no reason to die as well: its tasks stay in the
        // ledger, and the others get theirs.
        let _ = senders[i % THREADS].send(task);
    }
    // No more tasks: each worker ends when it has emptied its queue.
    drop(senders);

    for (n, done) in collector {
        print(format_args!("worker {n} | {done}"))?;
        ledger.delivered(done.number);
    }

    for (n, worker) in workers.into_iter().enumerate() {
        if let Err(panic) = worker.join() {
            ledger.died(n, panic);
        }
    }
    Ok(ledger.close())
}

fn worker(n: usize, receiver: Receiver<Task>, result: Sender<(usize, Done)>) {
    for task in receiver {
        let done = process(task);
        if result.send((n, done)).is_err() {
            return; // nobody collects any more
        }
    }
}
