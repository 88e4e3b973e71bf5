//! Async to sync: async code passes tasks to threads, which do blocking work, and awaits the answers.
#![allow(clippy::disallowed_methods, reason = "only `serve` and `ask` are async, everything else may block")]
use flume::{Receiver, Sender, bounded};
use std::{panic::catch_unwind, thread};
use tokio::{sync::oneshot, task::JoinSet};

type Task = (u64, oneshot::Sender<u64>);
const THREADS: usize = 4;

fn main() -> anyhow::Result<()> {
    let (sender, receiver) = bounded(64); // with a full queue, `send_async` waits
    let receivers = vec![receiver; THREADS]; // `main` keeps none: without threads, `send_async` has to fail
    let workers: Vec<_> = receivers.into_iter().map(|receiver| thread::spawn(|| worker(receiver))).collect();
    let lost = serve(sender);
    let panicked = workers.into_iter().filter_map(|worker| worker.join().err()).count();
    anyhow::ensure!(lost + panicked == 0, "{lost} answers lost, {panicked} threads panicked");
    Ok(())
}

#[tokio::main]
async fn serve(sender: Sender<Task>) -> usize {
    let mut clients: JoinSet<_> = (0..20).map(|number| ask(number, sender.clone())).collect();
    drop(sender); // the threads end when the last client has its answer
    let mut lost = 0;
    while let Some(answer) = clients.join_next().await {
        match answer {
            Ok(Some(done)) => println!("{done}"),
            _ => lost += 1,
        }
    }
    lost
}

async fn ask(number: u64, sender: Sender<Task>) -> Option<u64> {
    let (reply, answer) = oneshot::channel();
    sender.send_async((number, reply)).await.ok()?;
    answer.await.ok() // none if the work panicked
}

fn worker(receiver: Receiver<Task>) {
    for (number, reply) in receiver.into_iter().filter(|(_, reply)| !reply.is_closed()) {
        // A panic costs one answer, and no thread. An answer that can't be sent is one that nobody awaits.
        let _ = catch_unwind(|| number * number).map(|done| reply.send(done));
    }
}
