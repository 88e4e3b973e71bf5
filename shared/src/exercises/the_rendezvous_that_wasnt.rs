//! Letters, and a drawer to keep them in.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::ensure;
use tokio::time::sleep;

use super::world;

const VARIANTS: [&str; 2] = ["slow", "full"];

/// Waits for the next letter, which comes now and then: the name it is addressed to. `None` when it is time to stop.
pub async fn receive() -> Option<&'static str> {
    static RECEIVED: AtomicUsize = AtomicUsize::new(0);
    let names: &[_] = match world(&VARIANTS) {
        "full" => &["Edgar", "Flora", "Gustav", "Hedwig", "Ivan"],
        _ => &["Anna", "Boris", "Clara", "David"],
    };
    let name = names.get(RECEIVED.fetch_add(1, Ordering::Relaxed))?;
    sleep(Duration::from_millis(5)).await;
    Some(name)
}

/// Puts a letter into the drawer, and prints that it is kept.
///
/// # Errors
/// When the letter doesn't fit in.
pub async fn process(letter: &str) -> anyhow::Result<()> {
    if world(&VARIANTS) == "slow" {
        sleep(Duration::from_millis(300)).await;
    }
    ensure!(!["Flora", "Ivan"].contains(&letter), "the letter to {letter} doesn't fit in the drawer");
    println!("{letter} | kept");
    Ok(())
}
