//! Known-wrong: a sleep slows the sending down to what the device can do today.

use std::thread;
use std::time::Duration;

use flume::{Receiver, Sender, unbounded};
use shared::exercises::memory_without_end::{Done, Task, process, receive};
use tokio::time::sleep;

const THREADS: usize = 2;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let (sender, receiver) = unbounded();
    let (result, collector) = unbounded();
    for _ in 0..THREADS {
        let (receiver, result) = (receiver.clone(), result.clone());
        thread::spawn(move || worker(receiver, result));
    }
    drop((receiver, result));

    while let Some(task) = receive().await {
        sender.send_async(task).await?;
        sleep(Duration::from_millis(5)).await;
    }
    drop(sender);

    let mut count = 0;
    while let Ok(_done) = collector.recv_async().await {
        count += 1;
    }
    println!("{count} blocks came back");
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "this is the sync side: its threads may block")]
fn worker(receiver: Receiver<Task>, result: Sender<Done>) {
    for task in receiver {
        if result.send(process(task)).is_err() {
            return; // the collector is gone
        }
    }
}
