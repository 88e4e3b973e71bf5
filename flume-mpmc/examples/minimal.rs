//! Async to async: tokio tasks that share one queue. Each free worker takes the next task.
use flume::{Receiver, Sender, bounded};
use tokio::time::{Duration, sleep};

type Task = usize;
type Done = usize;
const WORKERS: usize = 4;
const TASKS: usize = 20;
const CAPACITY: usize = 64;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let (sender, receiver) = bounded(CAPACITY);
    let (result, collector) = bounded(CAPACITY);
    let spawn = |_| tokio::spawn(worker(receiver.clone(), result.clone()));
    let workers: Vec<_> = (0..WORKERS).map(spawn).collect();
    drop((receiver, result)); // the queues close when the workers' ends are gone: these are ours

    // On a task of its own: if `main` sent everything before it collects, both queues could fill up, for ever.
    tokio::spawn(async move {
        for task in 0..TASKS {
            let _ = sender.send_async(task).await; // Err: all workers panicked
        }
    });

    let mut lost = TASKS;
    while let Ok(done) = collector.recv_async().await {
        println!("{done}");
        lost -= 1;
    }
    for worker in workers {
        worker.await.unwrap_or_else(|panic| eprintln!("{panic}")); // tokio keeps it until you ask
    }
    anyhow::ensure!(lost == 0, "{lost} of {TASKS} tasks lost");
    Ok(())
}

async fn worker(receiver: Receiver<Task>, result: Sender<Done>) {
    while let Ok(task) = receiver.recv_async().await {
        sleep(Duration::from_millis(10)).await; // the work
        if result.send_async(task * task).await.is_err() {
            return; // nobody collects any more
        }
    }
}
