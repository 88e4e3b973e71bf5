//! News, and how long it takes to read them out.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use tokio::sync::broadcast::{Receiver, Sender, channel};

use super::{sleep, world};

/// A piece of news.
pub type Task = &'static str;

const VARIANTS: [&str; 3] = ["slow", "others", "calm"];

/// The last piece of news that was read out, by its number.
static READ: AtomicUsize = AtomicUsize::new(0);

const NEWS: [Task; 18] = [
    "ants", "bees", "cats", "dogs", "eels", "frogs", "geese", "hens", "ibex", "jays", "kiwis", "lynx",
    "mice", "newts", "owls", "pigs", "quails", "rats",
];

/// Subscribes to the news. The channel keeps the last four.
pub fn subscribe() -> Receiver<Task> {
    let (sender, receiver) = channel(4);
    tokio::spawn(send(sender));
    receiver
}

/// Sends the news in bursts, each when the one before has been read out.
async fn send(sender: Sender<Task>) {
    let bursts: &[usize] = match world(&VARIANTS) {
        "slow" => &[2, 9],
        "others" => &[6, 3, 1, 8],
        "calm" => &[4, 1, 3, 2],
        _ => &[2, 9, 3],
    };
    let mut sent = 0;
    for &burst in bursts {
        sleep(if world(&VARIANTS) == "slow" && sent > 0 { 2200 } else { 0 }).await;
        for news in &NEWS[sent..sent + burst] {
            if sender.send(news).is_err() {
                return; // no one listens any more
            }
        }
        sent += burst;
        for _ in 0..200 {
            if READ.load(SeqCst) < sent && sender.receiver_count() > 0 {
                sleep(5).await;
            }
        }
    }
}

/// Reads a piece of news out.
pub async fn process(task: Task) {
    sleep(if world(&VARIANTS) == "slow" { 80 } else { 8 }).await;
    println!("{task}");
    let number = NEWS.iter().position(|news| *news == task).map_or(0, |place| place + 1);
    READ.store(number, SeqCst);
}
