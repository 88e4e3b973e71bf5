//! Also right: `spawn_blocking` returns the answer itself, and an answer that nothing waits for is dropped. A
//! semaphore lets one question in at a time.

use std::sync::Arc;

use shared::exercises::the_asker_has_left::{Client, clients, process};
use tokio::sync::Semaphore;
use tokio::task::{JoinSet, spawn_blocking};

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let worker = Arc::new(Semaphore::new(1));
    let mut asking = JoinSet::new();
    for client in clients() {
        asking.spawn(ask(client, Arc::clone(&worker)));
    }
    asking.join_all().await;
    Ok(())
}

async fn ask(mut client: Client, worker: Arc<Semaphore>) {
    let question = client.question();
    let answer = async {
        let permit = worker.acquire_owned().await?;
        let work = spawn_blocking(move || {
            let _until_done = permit;
            process(question)
        });
        anyhow::Ok(work.await?)
    };

    tokio::select! {
        done = answer => match done {
            Ok(done) => println!("{client}: {done}"),
            Err(_) => println!("{client}: no answer"),
        },
        () = client.patience() => println!("{client}: left"),
    }
}
