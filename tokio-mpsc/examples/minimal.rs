//! Async to async: tokio tasks, each with a private queue, and one channel for the results.
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::{Duration, sleep};

type Task = usize;
type Done = usize;
const WORKERS: usize = 4;
const TASKS: usize = 20;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let (result, mut collector) = unbounded_channel();
    let (mut senders, mut workers) = (Vec::new(), Vec::new());
    for n in 0..WORKERS {
        let (sender, receiver) = unbounded_channel();
        senders.push(sender);
        workers.push(tokio::spawn(worker(n, receiver, result.clone())));
    }
    drop(result); // the collector ends when the last `result` is gone: this one is ours

    for task in 0..TASKS {
        let _ = senders[task % WORKERS].send(task); // Err: that worker panicked; the others get their tasks
    }
    drop(senders); // no more tasks: each worker ends when its queue is empty

    let mut lost = TASKS;
    while let Some((n, done)) = collector.recv().await {
        println!("worker {n} | {done}");
        lost -= 1;
    }
    for worker in workers {
        worker.await.unwrap_or_else(|panic| eprintln!("{panic}")); // tokio keeps it until you ask
    }
    anyhow::ensure!(lost == 0, "{lost} of {TASKS} tasks lost");
    Ok(())
}

async fn worker(n: usize, mut receiver: UnboundedReceiver<Task>, result: UnboundedSender<(usize, Done)>) {
    while let Some(task) = receiver.recv().await {
        sleep(Duration::from_millis(10)).await; // the work
        if result.send((n, task * task)).is_err() {
            return; // nobody collects any more
        }
    }
}
