//! Async to sync: async code receives messages and passes them to threads, which do blocking work.

use std::panic::catch_unwind;
use std::process::ExitCode;
use std::thread;

use flume::{Receiver, Sender, bounded};
use shared::factors::{Client, Done, Options, Server, Task, process};
use shared::shutdown::Stop;
use shared::{note, panic_message};
use tokio::task::JoinSet;

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let options = Options::from_args();
    let stop = Stop::on_signal()?;

    // The sync side: threads that share one bounded queue.
    let (sender, receiver) = bounded(options.capacity);
    let mut workers = JoinSet::new();
    for n in 0..options.threads {
        let receiver = receiver.clone();
        let thread = thread::Builder::new().name(format!("worker {n}")).spawn(move || worker(receiver))?;
        #[expect(clippy::disallowed_methods, reason = "`spawn_blocking` has threads that may block")]
        workers.spawn_blocking(move || (n, thread.join()));
    }
    // When the last worker has died, `send_async` should fail and not wait for ever.
    drop(receiver);
    let workers = tokio::spawn(watch(workers, stop.clone()));

    // The async side: a task for each client.
    let server = Server::start(&options, &stop).await?;
    let mut clients = JoinSet::new();
    while let Some(client) = server.accept().await {
        clients.spawn(serve(client, sender.clone()));
        // Those that have left since: kept, they would pile up.
        while clients.try_join_next().is_some() {}
    }

    // The shutdown: no new clients; those that are there get their last answers; then nobody holds a `sender` any
    // more, which closes the queue, and the workers end.
    let own_client = server.close();
    drop(sender);
    while clients.join_next().await.is_some() {}
    own_client.await?;
    Ok(workers.await?)
}

async fn serve(mut client: Client, sender: Sender<Task>) {
    while let Some(task) = client.next().await {
        // With a full queue this waits, and reads nothing more meanwhile: soon the client has to wait as well.
        if sender.send_async(task).await.is_err() {
            break; // all workers have died
        }
    }
    drop(sender);
    client.finish().await;
}

/// Blocking code on a thread: `for` waits for the next task, `process` takes as long as it takes.
fn worker(receiver: Receiver<Task>) {
    for Task { message, reply } in receiver {
        if reply.is_unwanted() {
            continue; // the client is gone
        }
        // A panic costs one message its answer, and not the others their thread.
        let done = catch_unwind(|| process(&message)).unwrap_or_else(|panic| Done::panicked(&message, panic));
        reply.send(done);
    }
}

/// Waits for the workers, and tells at once when one dies before its time.
async fn watch(mut workers: JoinSet<(usize, thread::Result<()>)>, stop: Stop) -> ExitCode {
    let mut status = ExitCode::SUCCESS;
    while let Some(Ok((n, outcome))) = workers.join_next().await {
        if let Err(panic) = outcome {
            note(format_args!("worker {n} died of a panic: {}", panic_message(&*panic)));
            status = ExitCode::FAILURE;
        }
    }
    // Nobody is left to do the work: either this is the end already, or it has to be.
    stop.request();
    status
}
