//! Known-wrong: a bound so large that it is never reached.

use std::thread;

use flume::{Receiver, Sender, bounded};
use shared::exercises::memory_without_end::{Done, Task, process, receive};

const THREADS: usize = 2;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let (sender, receiver) = bounded(1000);
    let (result, collector) = bounded(1000);
    for _ in 0..THREADS {
        let (receiver, result) = (receiver.clone(), result.clone());
        thread::spawn(move || worker(receiver, result));
    }
    drop((receiver, result));

    while let Some(task) = receive().await {
        sender.send_async(task).await?;
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
