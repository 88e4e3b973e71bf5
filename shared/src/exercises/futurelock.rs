//! A weather station: readings, alarms, and a slow disk.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::{sleep, world};

/// What is to be written.
pub enum Done {
    /// The temperature, in degrees.
    Reading(usize),
    /// Something that can't wait.
    Alarm(Alarm),
}

/// What happened, and how many lines had been written then.
pub struct Alarm(&'static str, usize);

const VARIANTS: [&str; 2] = ["slow", "storm"];

static WRITTEN: AtomicUsize = AtomicUsize::new(0);
static ALARMS: OnceLock<UnboundedSender<Alarm>> = OnceLock::new();

/// The readings.
pub fn readings() -> impl Iterator<Item = usize> {
    (1..=12).map(|n| n * 5 % 17)
}

/// The alarms, as they come.
pub fn alarms() -> UnboundedReceiver<Alarm> {
    let (sender, receiver) = unbounded_channel();
    let _ = ALARMS.set(sender);
    receiver
}

/// Writes a line to the disk. Alarms come while it does.
pub async fn process(done: Done) {
    let millis = if world(&VARIANTS) == "slow" { 40 } else { 5 };
    sleep(millis).await;
    let written = WRITTEN.fetch_add(1, SeqCst);
    let alarms: &[&str] = match (world(&VARIANTS), written) {
        ("storm", 1) => &["hail", "flood"],
        ("" | "slow", 1) => &["wind"],
        ("" | "slow", 6) => &["frost"],
        _ => &[],
    };
    for what in alarms {
        let _ = ALARMS.get().map(|sender| sender.send(Alarm(what, written)));
    }
    sleep(millis).await;
    match done {
        Done::Reading(degrees) => println!("reading | {degrees} degrees"),
        Done::Alarm(Alarm(what, then)) => {
            println!("alarm | {what}");
            if written - then > 5 {
                println!("alarm | {what}: that was {} lines ago", written - then);
            }
        }
    }
}
