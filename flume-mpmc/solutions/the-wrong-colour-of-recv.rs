//! The wrong colour of recv, solved: `recv_async().await`, wherever async code waits for a message.

use std::time::Duration;

use flume::{Receiver, Sender, unbounded};
use tokio::time::sleep;

const WORKERS: usize = 3;
const CITIES: [Task; 6] = ["Auckland", "Delhi", "Lima", "Nairobi", "Oslo", "Tokyo"];

type Task = &'static str;

struct Done {
    city: &'static str,
    zone: &'static str,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let (sender, receiver) = unbounded();
    let (result, collector) = unbounded();
    for _ in 0..WORKERS {
        tokio::spawn(worker(receiver.clone(), result.clone()));
    }
    drop((receiver, result));

    for city in CITIES {
        sender.send_async(city).await?;
    }
    drop(sender);

    // `recv` would hold the only thread there is, and the workers would never get to run. This gives it back
    // until something comes.
    while let Ok(Done { city, zone }) = collector.recv_async().await {
        println!("{city}: UTC{zone}");
    }
    Ok(())
}

async fn worker(receiver: Receiver<Task>, result: Sender<Done>) {
    // Here `recv` would seem to work, for the queue is full before the workers begin. As soon as a worker has
    // to wait for a task, everybody would stand still.
    while let Ok(task) = receiver.recv_async().await {
        let done = process(task).await;
        if result.send_async(done).await.is_err() {
            return; // nobody collects any more
        }
    }
}

/// The slow server.
async fn process(city: Task) -> Done {
    sleep(Duration::from_millis(20)).await;
    let zone = match city {
        "Auckland" => "+12",
        "Delhi" => "+5:30",
        "Lima" => "-5",
        "Nairobi" => "+3",
        "Oslo" => "+1",
        _ => "+9",
    };
    Done { city, zone }
}
