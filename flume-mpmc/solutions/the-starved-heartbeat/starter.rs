//! The starved heartbeat
//!
//! A worker empties a queue of many small tasks. Beside it, on the same thread, a heart beats once a
//! millisecond, to show that this program is alive.
//!
//! All tasks should be done, and the heart should beat on all the while: at least once in 300 tasks, which
//! take 30 ms.
//!
//! The tasks are done. But the heart beats once, before the worker begins, and not again until it has
//! finished, although there is an `.await` in each turn of the worker's loop.
//!
//! `tasks`, `process`, `heartbeat` and `heart` are in `shared::exercises`. The program must be right with
//! more tasks too, and with tasks that come in bursts. Leave it at one thread: on more, the mistake only
//! hides.
//!
//! To see it: `cargo xtask workshop run the-starved-heartbeat`

use flume::{Receiver, unbounded};
use shared::exercises::the_starved_heartbeat::{Task, heart, heartbeat, process, tasks};

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let (sender, receiver) = unbounded();
    tokio::spawn(heartbeat());
    let worker = tokio::spawn(worker(receiver));

    let mut tasks = tasks();
    while let Some(task) = tasks.next().await {
        sender.send_async(task).await?;
    }
    drop(sender);

    let (done, sum) = worker.await?;
    println!("{done} tasks done, sum {sum}");
    println!("{}", heart());
    Ok(())
}

async fn worker(receiver: Receiver<Task>) -> (usize, usize) {
    let (mut done, mut sum) = (0, 0);
    while let Ok(task) = receiver.recv_async().await {
        sum += process(task);
        done += 1;
    }
    (done, sum)
}
