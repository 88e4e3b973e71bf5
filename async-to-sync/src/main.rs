//! Async to sync: async code receives messages and passes them to threads, which do blocking work.

use std::panic::catch_unwind;
use std::process::ExitCode;
use std::thread::{Builder, JoinHandle};

use flume::{Receiver, Sender, bounded};
use shared::factors::{Client, Done, Options, Server, Task, process};
use shared::shutdown::cancel_on_signal;
use shared::{note, panic_message};
use tokio::task::JoinSet;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let options = Options::from_args();
    let token = CancellationToken::new();
    cancel_on_signal(&token)?;

    // The sync side: threads that share one bounded queue. `alive` is dropped when its thread ends, in whatever way.
    let (sender, receiver) = bounded(options.capacity);
    let mut workers = JoinSet::new();
    for n in 0..options.threads {
        let (receiver, (alive, gone)) = (receiver.clone(), bounded(0));
        let thread = Builder::new().name(format!("worker {n}")).spawn(move || worker(receiver, alive))?;
        workers.spawn(async move {
            let _ = gone.recv_async().await;
            (n, thread)
        });
    }
    // When the last worker has panicked, `send_async` should fail and not wait for ever.
    drop(receiver);
    let workers = tokio::spawn(watch(workers, token.clone()));

    // The async side: a task for each client.
    let mut server = Server::start(&options, &token).await?;
    let clients = TaskTracker::new();
    while let Some(client) = server.accept().await {
        clients.spawn(serve(client, sender.clone()));
    }

    // The shutdown: each client gets its last answers; without a `sender` the queue closes, and the workers end.
    drop(sender);
    clients.close();
    clients.wait().await;
    server.finish().await?;
    Ok(workers.await?)
}

async fn serve(mut client: Client, sender: Sender<Task>) {
    while let Some(task) = client.next().await {
        // With a full queue this waits, and reads nothing more meanwhile: soon the client has to wait as well.
        if sender.send_async(task).await.is_err() {
            break; // all workers have panicked
        }
    }
    drop(sender);
    client.finish().await;
}

/// Blocking code on a thread: `for` waits for the next task, `process` takes as long as it takes.
fn worker(receiver: Receiver<Task>, _alive: Sender<()>) {
    for Task { message, reply } in receiver {
        if reply.is_unwanted() {
            continue; // the client is gone
        }
        // A panic costs one message its answer, and not the others their thread.
        let done = catch_unwind(|| process(&message)).unwrap_or_else(|panic| Done::panicked(&message, panic));
        reply.send(done);
    }
}

/// Waits for the workers, and reports at once when one has panicked.
#[expect(clippy::disallowed_methods, reason = "`join` doesn't wait for a thread that has ended")]
async fn watch(mut workers: JoinSet<(usize, JoinHandle<()>)>, token: CancellationToken) -> ExitCode {
    let mut status = ExitCode::SUCCESS;
    while let Some(Ok((n, thread))) = workers.join_next().await {
        if let Err(panic) = thread.join() {
            note(format_args!("worker {n} died of a panic: {}", panic_message(&*panic)));
            status = ExitCode::FAILURE;
        }
    }
    token.cancel(); // if the shutdown hasn't begun, it has to: no worker is left
    status
}
