//! A ticker that wants a turn once a millisecond, and keeps account of when it got one.

use std::sync::mpsc;
use std::time::{Duration, Instant};

use anyhow::Result;
use tokio::time::{MissedTickBehavior, interval};

use super::way::{Drain, Drained};

const TICK: Duration = Duration::from_millis(1);

/// What came of a drain beside the ticker.
pub struct Run {
    /// What the drain yields.
    pub sum: u64,
    /// How long it took.
    pub took: Duration,
    /// The longest time without a tick while it went on.
    pub longest_gap: Duration,
}

/// Drains a queue beside the ticker, both of them tasks of the current runtime.
pub async fn beside(drain: Drain) -> Result<Run> {
    let (tick, ticks) = mpsc::channel();
    let ticker = tokio::spawn(async move {
        let mut interval = interval(TICK);
        // What was missed isn't made up for: a burst of ticks would be a turn too, but only one.
        interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            interval.tick().await;
            let _ = tick.send(Instant::now());
        }
    });
    let drain = tokio::spawn(async {
        let begun = Instant::now();
        (begun, drain.await)
    });
    let (begun, Drained { sum, at: ended }) = drain.await?;
    ticker.abort();
    let ticks: Vec<Instant> = ticks.try_iter().collect();
    Ok(Run { sum, took: ended - begun, longest_gap: longest_gap(begun, &ticks, ended) })
}

/// The longest time from one tick to the next, counted from the beginning and up to the end. Ticks outside don't count.
pub fn longest_gap(begun: Instant, ticks: &[Instant], ended: Instant) -> Duration {
    let mut before = begun;
    let mut longest = Duration::ZERO;
    for &tick in ticks.iter().filter(|&&tick| begun < tick && tick < ended).chain([&ended]) {
        longest = longest.max(tick - before);
        before = tick;
    }
    longest
}
