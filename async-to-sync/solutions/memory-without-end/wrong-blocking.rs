//! Known-wrong: a blocking `send` in a task stops the only thread of the async side, and the collecting with
//! it.

use std::thread;

use flume::{Receiver, Sender, bounded};
use shared::exercises::memory_without_end::{Done, Task, process, receive};

const THREADS: usize = 2;
/// How many blocks may wait, to be signed and to be collected.
const QUEUE: usize = 16;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    // With a full queue `send_async` waits, nothing more is received, and the other end of the network has to wait.
    let (sender, receiver) = bounded(QUEUE);
    // The results are as large as the tasks: without a bound here, they would be what piles up.
    let (result, collector) = bounded(QUEUE);
    for _ in 0..THREADS {
        let (receiver, result) = (receiver.clone(), result.clone());
        thread::spawn(move || worker(receiver, result));
    }
    drop((receiver, result));

    #[expect(clippy::disallowed_methods, reason = "the queue is short")]
    let sending = tokio::spawn(async move {
        while let Some(task) = receive().await {
            sender.send(task)?;
        }
        anyhow::Ok(())
    });

    let mut count = 0;
    while let Ok(_done) = collector.recv_async().await {
        count += 1;
    }
    sending.await??;
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
