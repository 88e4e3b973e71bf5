//! An auction.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use tokio::fs::File;
use tokio::io::{self, AsyncWriteExt};

use super::{sleep, world};

const VARIANTS: [&str; 2] = ["slow", "others"];

/// How many bids were accepted.
static BIDS: AtomicUsize = AtomicUsize::new(0);

/// Waits until the hammer falls: a moment after the last bid that this lot gets.
pub async fn hammer() {
    let last = if world(&VARIANTS) == "others" { 4 } else { 2 };
    while BIDS.load(SeqCst) < last {
        sleep(10).await;
    }
    sleep(100).await;
}

/// Accepts a bid.
pub fn accept(bid: &str) {
    eprintln!("accepted {bid}");
    BIDS.fetch_add(1, SeqCst);
}

/// Writes a bid into the book.
///
/// # Errors
/// When that fails.
pub async fn process(bid: &str, book: &mut File) -> io::Result<()> {
    sleep(if world(&VARIANTS) == "slow" { 1100 } else { 5 }).await;
    book.write_all(format!("{bid}\n").as_bytes()).await?;
    book.flush().await
}
