//! Also right: `try_send` gives the order back when the hatch is full. (It has to be asked again and again,
//! and an order that waits has no place in a line.)

use std::time::{Duration, Instant};

use flume::{Receiver, SendError, Sender, TrySendError, bounded, unbounded};
use shared::exercises::the_message_that_timed_out::{PATIENCE, Task, WORKERS, apologize, process, tasks};
use tokio::time::sleep;

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
        let (mut order, mut told, begin) = (task, false, Instant::now());
        loop {
            order = match sender.try_send(order) {
                Ok(()) => break,
                Err(TrySendError::Full(order)) => order,
                Err(TrySendError::Disconnected(order)) => return Err(SendError(order)),
            };
            if !told && begin.elapsed() > PATIENCE {
                apologize(dish);
                told = true;
            }
            sleep(Duration::from_millis(5)).await;
        }
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
