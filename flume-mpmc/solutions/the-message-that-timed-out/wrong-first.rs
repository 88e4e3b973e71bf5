//! Known-wrong: every guest is told, before there is a need to.

use flume::{Receiver, SendError, Sender, bounded, unbounded};
use shared::exercises::the_message_that_timed_out::{Task, WORKERS, apologize, process, tasks};

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
        let dish = task.dish;
        apologize(dish);
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
