//! The wrong colour of recv
//!
//! Three workers ask a slow server for the time zones that clients want to know. All are tokio tasks that
//! share one thread. While one of them waits, the thread can do something else: that is what async is for. So
//! no call in async code may block the thread, and when there is nothing to do, the thread should sleep.
//!
//! It should print all answers, and end. `cargo clippy` should report no call that blocks.
//!
//! It prints nothing and doesn't end. It doesn't use any processor time either. And the compiler has not even
//! a warning.
//!
//! `tasks` and `process` are in `shared::exercises`. The program must be right with other cities too, and
//! with clients that ask for nothing for a while. Leave it at one thread: on more, the mistake only hides.
//!
//! To see it: `cargo xtask workshop run the-wrong-colour-of-recv`

use flume::{Receiver, Sender, bounded};
use shared::exercises::the_wrong_colour_of_recv::{Task, WORKERS, process, tasks};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let (sender, receiver) = bounded(1);
    let (result, collector) = bounded(1);
    tokio::spawn(clients(sender));
    for _ in 0..WORKERS {
        tokio::spawn(worker(receiver.clone(), result.clone()));
    }
    drop((receiver, result));

    while let Ok(done) = collector.recv() {
        println!("{done}");
    }
}

async fn clients(sender: Sender<Task>) {
    let mut tasks = tasks();
    while let Some(task) = tasks.next().await {
        if sender.send_async(task).await.is_err() {
            return; // no worker is left
        }
    }
}

async fn worker(receiver: Receiver<Task>, result: Sender<String>) {
    while let Ok(task) = receiver.recv() {
        let done = process(task).await;
        if result.send_async(done).await.is_err() {
            return; // nobody collects any more
        }
    }
}
