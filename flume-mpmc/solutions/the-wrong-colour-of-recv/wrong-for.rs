//! Known-wrong: `for` blocks just as `recv` does. Only, clippy doesn't see it.

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

    for Done { city, zone } in collector {
        println!("{city}: UTC{zone}");
    }
    Ok(())
}

async fn worker(receiver: Receiver<Task>, result: Sender<Done>) {
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
