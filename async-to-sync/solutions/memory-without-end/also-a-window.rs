//! Also right: there are never more than 32 blocks in flight, because from then on one has to come back
//! before the next is sent. That bounds both queues at once.

use std::thread;

use flume::{Receiver, Sender, unbounded};
use shared::exercises::memory_without_end::{Done, Task, process, receive};

const THREADS: usize = 2;
const IN_FLIGHT: usize = 32;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let (sender, receiver) = unbounded();
    let (result, collector) = unbounded();
    for _ in 0..THREADS {
        let (receiver, result) = (receiver.clone(), result.clone());
        thread::spawn(move || worker(receiver, result));
    }
    drop((receiver, result));

    let (mut sent, mut count) = (0, 0);
    while let Some(task) = receive().await {
        if sent - count == IN_FLIGHT {
            collector.recv_async().await?;
            count += 1;
        }
        sender.send_async(task).await?;
        sent += 1;
    }
    drop(sender);

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
