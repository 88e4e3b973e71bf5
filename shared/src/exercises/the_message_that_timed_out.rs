//! A restaurant: orders, and cooks for whom some dishes take long.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use super::{sleep, world};

/// How many cooks there are.
pub const WORKERS: usize = 2;

/// How long an order may wait until its guest is told.
pub const PATIENCE: Duration = Duration::from_millis(30);

const VARIANTS: [&str; 3] = ["slow", "others", "calm"];

/// An order. There is one of it, on paper.
pub struct Task {
    /// The dish.
    pub dish: &'static str,
    millis: u64,
}

/// How many dishes are being cooked, and how many are ready.
static COOKING: AtomicUsize = AtomicUsize::new(0);
static READY: AtomicUsize = AtomicUsize::new(0);

/// The orders of the evening.
pub fn tasks() -> impl Iterator<Item = Task> {
    let dishes: &[(&str, u64)] = match world(&VARIANTS) {
        "others" => &[
            ("rice", 5),
            ("stew", 400),
            ("curry", 300),
            ("beans", 5),
            ("tofu", 5),
            ("roast", 300),
            ("ramen", 250),
        ],
        "calm" => &[("toast", 1), ("yoghurt", 1), ("melon", 1), ("figs", 1)],
        _ => &[
            ("goose", 300),
            ("trout", 250),
            ("soup", 5),
            ("pie", 5),
            ("salad", 5),
            ("pasta", 200),
            ("cake", 5),
            ("tea", 5),
        ],
    };
    let times = if world(&VARIANTS) == "slow" { 4 } else { 1 };
    dishes.iter().map(move |&(dish, millis)| Task { dish, millis: millis * times })
}

/// Says to a guest that the cooks are busy, and how many dishes are ready.
pub fn apologize(dish: &str) {
    if COOKING.load(SeqCst) < WORKERS {
        println!("{dish}: a cook is free, and the guest was told to wait");
    }
    eprintln!("sorry: {dish} takes longer, {} ready so far", READY.load(SeqCst));
}

/// Cooks a dish.
pub async fn process(task: Task) -> String {
    COOKING.fetch_add(1, SeqCst);
    sleep(task.millis).await;
    COOKING.fetch_sub(1, SeqCst);
    READY.fetch_add(1, SeqCst);
    format!("{}: ready after {} ms", task.dish, task.millis)
}
