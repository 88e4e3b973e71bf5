//! Sync to sync: threads, each with a private queue of tasks, and one channel for the results.

use std::process::ExitCode;
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::thread;

use shared::matrix::{Done, Task, process, tasks};
use shared::{Ledger, Stdout, print};

const THREADS: usize = 4;
const TASKS: usize = 100;
/// How many results may wait to be printed.
const ROOM: usize = 1000;

fn main() -> anyhow::Result<ExitCode> {
    let tasks = tasks(TASKS)?;
    let mut ledger = Ledger::new(&tasks);

    // Threads may be faster than the printing. With a bound they wait for it, and results don't fill the memory.
    let (result, collector) = sync_channel(ROOM);
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

    for (i, task) in tasks.iter().enumerate() {
        // An error here means that the worker has died. That is no reason to die as well: its tasks stay in the
        // ledger, and the others get theirs.
        let _ = senders[i % THREADS].send(task.clone());
    }
    // No more tasks: each worker ends when it has emptied its queue.
    drop(senders);

    for (n, done) in collector {
        if print(format_args!("worker {n} | {done}"))? == Stdout::Closed {
            return Ok(ExitCode::from(141)); // quiet, as `| head -1` expects, but no success
        }
        ledger.delivered(done.number);
    }

    for (n, worker) in workers.into_iter().enumerate() {
        if let Err(panic) = worker.join() {
            ledger.died(n, panic);
        }
    }
    Ok(ledger.close())
}

fn worker(n: usize, receiver: Receiver<Task>, result: SyncSender<(usize, Done)>) {
    for task in receiver {
        let done = process(task);
        if result.send((n, done)).is_err() {
            return; // nobody collects any more
        }
    }
}
