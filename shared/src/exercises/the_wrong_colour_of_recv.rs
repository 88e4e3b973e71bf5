//! Cities, and a slow server that knows their time zones.

use std::time::Duration;

use tokio::runtime::Handle;

use super::{one_async_thread, sleep, world};

/// How many workers there are.
pub const WORKERS: usize = 3;

/// A city.
pub type Task = &'static str;

const VARIANTS: [&str; 2] = ["quiet", "others"];

/// Cities, one after the other, whenever a client asks for one.
pub struct Tasks(&'static [Task]);

/// What the clients ask for.
pub fn tasks() -> Tasks {
    one_async_thread();
    Tasks(if world(&VARIANTS) == "others" {
        &["Bogota", "Cairo", "Hanoi", "Lisbon", "Manila", "Perth", "Quito", "Suva", "Turin"]
    } else {
        &["Auckland", "Delhi", "Lima", "Nairobi", "Oslo", "Tokyo"]
    })
}

impl Tasks {
    /// Waits for the next one. None when there are no more.
    pub async fn next(&mut self) -> Option<Task> {
        let (&task, others) = self.0.split_first()?;
        self.0 = others;
        sleep(if world(&VARIANTS) == "others" { 0 } else { 20 }).await;
        if world(&VARIANTS) == "quiet" && task == "Nairobi" {
            quiet().await;
        }
        Some(task)
    }
}

/// Lets all come to rest, and then looks whether the thread rests, how often it wakes up for nothing, and for how long
/// it is occupied.
async fn quiet() {
    let metrics = Handle::current().metrics();
    sleep(1500).await;
    let (parked, busy) = (metrics.worker_park_count(0), metrics.worker_total_busy_duration(0));
    sleep(600).await;
    let (parked, busy) =
        (metrics.worker_park_count(0) - parked, metrics.worker_total_busy_duration(0) - busy);
    // A thread that rests is parked: here once or twice, until the second `sleep` is over.
    if parked == 0 || parked > 30 || busy > Duration::from_millis(300) {
        println!(
            "there was nothing to do, and the thread rested {parked} times, and was occupied for {busy:?}"
        );
    }
}

/// Asks the slow server.
pub async fn process(task: Task) -> String {
    sleep(20).await;
    let zone = match task {
        "Auckland" | "Suva" => "+12",
        "Bogota" | "Lima" | "Quito" => "-5",
        "Cairo" | "Nairobi" => "+3",
        "Delhi" => "+5:30",
        "Hanoi" => "+7",
        "Lisbon" => "+0",
        "Oslo" | "Turin" => "+1",
        "Manila" | "Perth" => "+8",
        _ => "+9",
    };
    format!("{task}: UTC{zone}")
}
