//! Known-wrong: the collector no longer blocks, and the workers still do.

use flume::{Receiver, Sender, bounded};
use shared::exercises::the_wrong_colour_of_recv::{Task, WORKERS, process, tasks};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let (sender, receiver) = bounded(1);
    let (result, collector) = bounded(1);
    tokio::spawn(clients(sender));
    for _ in 0..WORKERS {
        tokio::spawn(worker(receiver.clone(), result.clone()));
    }
    drop((receiver, result));

    while let Ok(done) = collector.recv_async().await {
        println!("{done}");
    }
}

async fn clients(sender: Sender<Task>) {
    let mut tasks = tasks();
    while let Some(task) = tasks.next().await {
        if sender.send_async(task).await.is_err() {
            return; // no worker is left
        }
    }
}

async fn worker(receiver: Receiver<Task>, result: Sender<String>) {
    while let Ok(task) = receiver.recv() {
        let done = process(task).await;
        if result.send_async(done).await.is_err() {
            return; // nobody collects any more
        }
    }
}
