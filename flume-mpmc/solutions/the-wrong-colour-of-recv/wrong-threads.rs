//! Known-wrong: more threads than calls that block.

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

#[tokio::main(flavor = "multi_thread", worker_threads = 4)]
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

    while let Ok(Done { city, zone }) = collector.recv() {
        println!("{city}: UTC{zone}");
    }
    Ok(())
}

async fn worker(receiver: Receiver<Task>, result: Sender<Done>) {
    while let Ok(task) = receiver.recv() {
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
