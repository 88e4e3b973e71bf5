//! The figures that the bridge has to reach.

use super::{BATCH, CAPACITY, batches_title, title};
use crate::bench::measure::channels::Capacity;
use crate::bench::measure::group::{Claim, Measured, Outcome, Spread};

/// How many times dearer a thread for each message has to be.
const DEARER: f64 = 20.0;
/// What a message may cost in a batch, beside one on its own.
const IN_A_BATCH: f64 = 0.15;

pub(super) fn claims(measured: &[Measured]) -> Vec<Claim> {
    let dearer = ratio(measured, &title(Capacity::Bounded(CAPACITY)), "spawn_blocking").map(|ratio| Claim {
        text: format!("at capacity {CAPACITY} at least {DEARER} times cheaper than spawn_blocking"),
        measured: format!("{:.0} times ({:.0} to {:.0})", ratio.median, ratio.low, ratio.high),
        outcome: judge(ratio, |ratio| ratio >= DEARER),
    });
    let batches = ratio(measured, &batches_title(), "flume").map(|ratio| Claim {
        text: format!("in messages of {BATCH} at most {IN_A_BATCH} of one by one"),
        measured: format!("{:.2} ({:.2} to {:.2})", ratio.median, ratio.low, ratio.high),
        outcome: judge(ratio, |ratio| ratio <= IN_A_BATCH),
    });
    dearer.into_iter().chain(batches).collect()
}

fn ratio(measured: &[Measured], title: &str, row: &str) -> Option<Spread> {
    measured.iter().find(|table| table.title == title)?.row(row)?.ratios[0]
}

fn judge(range: Spread, holds: impl Fn(f64) -> bool) -> Outcome {
    match (holds(range.low), holds(range.high)) {
        (true, true) => Outcome::Reached,
        (false, false) => Outcome::Missed,
        _ => Outcome::Unclear,
    }
}
