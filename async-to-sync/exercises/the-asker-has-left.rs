//! The asker has left
//!
//! Clients ask a service questions, each in a task of its own, and a worker on a thread answers them one by one. A client
//! whose patience ends leaves, and that is its own affair: all others should get their answers, and the program should
//! end with exit status 0.
//!
//! One client leaves, and from then on there is no answer for any of them.
//!
//! `clients` and `process` are in `shared::exercises`. The program must be right with other clients too, and at another
//! pace.
//!
//! To see it: `cargo xtask workshop run the-asker-has-left`

use flume::{Receiver, Sender, bounded};
use shared::exercises::the_asker_has_left::{Client, Done, Question, clients, process};
use tokio::sync::oneshot;
use tokio::task::{JoinSet, spawn_blocking};

struct Task {
    question: Question,
    reply: oneshot::Sender<Done>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let (sender, receiver) = bounded(4);
    let worker = spawn_blocking(move || worker(receiver));

    let mut asking = JoinSet::new();
    for client in clients() {
        asking.spawn(ask(client, sender.clone()));
    }
    drop(sender);

    asking.join_all().await;
    worker.await?;
    Ok(())
}

async fn ask(mut client: Client, sender: Sender<Task>) {
    let (reply, answer) = oneshot::channel();
    let task = Task { question: client.question(), reply };
    // This consumes the sender. When the worker is gone, and all senders, the queue is dropped with every `reply` in it.
    let _ = sender.into_send_async(task).await;

    tokio::select! {
        done = answer => match done {
            Ok(done) => println!("{client}: {done}"),
            Err(_) => println!("{client}: no answer"),
        },
        () = client.patience() => println!("{client}: left"),
    }
}

/// Blocking code, on a thread of `spawn_blocking`.
fn worker(receiver: Receiver<Task>) {
    for Task { question, reply } in receiver {
        reply.send(process(question)).expect("the client waits for its answer");
    }
}
