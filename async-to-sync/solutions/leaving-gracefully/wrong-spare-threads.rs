//! Known-wrong: more threads, so that some are left.

use std::thread;

use flume::{Receiver, Sender, bounded, unbounded};
use shared::exercises::leaving_gracefully::{Done, Task, process, tasks};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let (sender, receiver) = bounded(2);
    let (result, collector) = unbounded();
    for _ in 0..3 {
        let (receiver, result) = (receiver.clone(), result.clone());
        thread::spawn(move || worker(receiver, result));
    }
    drop((receiver, result));

    for task in tasks() {
        sender.send_async(task).await?;
    }
    drop(sender);

    while let Ok(done) = collector.recv_async().await {
        println!("{done}");
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "this is the sync side: its threads may block")]
fn worker(receiver: Receiver<Task>, result: Sender<Done>) {
    for task in receiver {
        if result.send(process(&task)).is_err() {
            return; // the collector is gone
        }
    }
}
