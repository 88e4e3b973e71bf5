//! Sync to async: a thread passes tasks to async code, which runs on a thread of its own.
#![allow(clippy::disallowed_methods, reason = "only `handler` is async, everything else may block")]

use std::thread;

use flume::{Receiver, bounded};
use tokio::time::{Duration, sleep};

type Task = usize;
const TASKS: usize = 10;
const CAPACITY: usize = 4;

fn main() -> anyhow::Result<()> {
    let (sender, receiver) = bounded(CAPACITY);
    let handle = thread::spawn(move || handler(receiver));

    for task in 0..TASKS {
        // With a full queue this waits. Err: `handler` returned or panicked, and `join` tells why.
        if sender.send(task).is_err() {
            break;
        }
    }

    // The shutdown: without a `sender` the queue closes, and `handler` returns when it has done what is left in it.
    drop(sender);
    let Ok(outcome) = handle.join() else { anyhow::bail!("the async side panicked") };
    let done = outcome?;
    anyhow::ensure!(done == TASKS, "{} of {TASKS} tasks lost", TASKS - done);
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn handler(receiver: Receiver<Task>) -> anyhow::Result<usize> {
    let mut done = 0;
    while let Ok(task) = receiver.recv_async().await {
        sleep(Duration::from_millis(10)).await; // the work
        println!("{}", task * task);
        done += 1;
    }
    Ok(done)
}
