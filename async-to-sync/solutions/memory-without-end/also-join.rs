//! Also right: one task does both by turns, with `join!`. The sending needs a block of its own that drops the
//! sender at its end.

use std::thread;

use flume::{Receiver, Sender, bounded};
use shared::exercises::memory_without_end::{Done, Task, process, receive};

const THREADS: usize = 2;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let (sender, receiver) = bounded(16);
    let (result, collector) = bounded(16);
    for _ in 0..THREADS {
        let (receiver, result) = (receiver.clone(), result.clone());
        thread::spawn(move || worker(receiver, result));
    }
    drop((receiver, result));

    let sending = async move {
        while let Some(task) = receive().await {
            sender.send_async(task).await?;
        }
        anyhow::Ok(())
    };
    let collecting = async {
        let mut count = 0;
        while let Ok(_done) = collector.recv_async().await {
            count += 1;
        }
        count
    };
    let (sent, count) = tokio::join!(sending, collecting);
    sent?;
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
