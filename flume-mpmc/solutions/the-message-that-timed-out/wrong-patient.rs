//! Known-wrong: it waits, as long as it takes, and tells no one.

use flume::{Receiver, SendError, Sender, bounded, unbounded};
use shared::exercises::the_message_that_timed_out::{Task, WORKERS, process, tasks};

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let (sender, receiver) = bounded(1);
    let (result, collector) = unbounded();
    for _ in 0..WORKERS {
        tokio::spawn(worker(receiver.clone(), result.clone()));
    }
    drop((receiver, result));
    let waiter = tokio::spawn(waiter(sender));

    while let Ok(done) = collector.recv_async().await {
        println!("{done}");
    }
    Ok(waiter.await??)
}

async fn waiter(sender: Sender<Task>) -> Result<(), SendError<Task>> {
    for task in tasks() {
        sender.send_async(task).await?;
    }
    Ok(())
}

async fn worker(receiver: Receiver<Task>, result: Sender<String>) {
    while let Ok(task) = receiver.recv_async().await {
        let done = process(task).await;
        if result.send_async(done).await.is_err() {
            return; // nobody collects any more
        }
    }
}
