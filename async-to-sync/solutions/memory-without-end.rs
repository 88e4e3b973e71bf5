//! Memory without end, solved: both channels have a bound, and one place sends while another collects.

use std::thread;
use std::time::Duration;

use flume::{Receiver, Sender, bounded};

const THREADS: usize = 2;
const BLOCKS: usize = 500;
/// How many blocks may wait, to be encrypted and to be collected.
const QUEUE: usize = 16;
const SIZE: usize = 128 << 10;

struct Task(Vec<u8>);
struct Done(Vec<u8>);

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // With a full queue `send_async` waits, nothing more is received, and who sends over the network has to
    // wait as well.
    let (sender, receiver) = bounded(QUEUE);
    // The results are as large as the tasks: without a bound here, they would be what piles up.
    let (result, collector) = bounded(QUEUE);
    for _ in 0..THREADS {
        let (receiver, result) = (receiver.clone(), result.clone());
        thread::spawn(move || worker(receiver, result));
    }
    drop((receiver, result));

    // A task of its own. If this one sent everything before it collected anything, the results would fill up,
    // the threads would wait for room there and take no more tasks, and the sending would wait for the
    // threads.
    let sending = tokio::spawn(async move {
        for _ in 0..BLOCKS {
            sender.send_async(receive().await).await?;
        }
        anyhow::Ok(())
    });

    let mut count = 0;
    while let Ok(Done(block)) = collector.recv_async().await {
        assert!(block.ends_with(b"signed"));
        count += 1;
    }
    sending.await??;
    println!("{count} of {BLOCKS} blocks came back");
    Ok(())
}

/// The network, which never lets anybody wait.
async fn receive() -> Task {
    Task(vec![b'.'; SIZE])
}

#[expect(clippy::disallowed_methods, reason = "this is the sync side: its threads may block")]
fn worker(receiver: Receiver<Task>, result: Sender<Done>) {
    for task in receiver {
        if result.send(process(task)).is_err() {
            return; // nobody collects any more
        }
    }
}

/// Has a block signed by a device that takes a millisecond for it.
#[expect(clippy::disallowed_methods, reason = "only ever called on a thread")]
fn process(Task(mut block): Task) -> Done {
    thread::sleep(Duration::from_millis(1));
    block.extend(b"signed");
    Done(block)
}
