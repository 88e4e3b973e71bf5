//! The figures that the bridge has to reach.

use super::{BATCH, CAPACITY, SPAWN_BLOCKING, batches_title, title};
use crate::bench::measure::channels::Capacity;
use crate::bench::measure::group::{Claim, Measured, Spread, Unit};

/// How many times dearer a thread for each message has to be.
const DEARER: f64 = 20.0;
/// What a message may cost in a batch, beside one on its own.
const IN_A_BATCH: f64 = 0.15;

pub(super) fn claims(measured: &[Measured]) -> Vec<Claim> {
    let dearer = ratio(measured, &title(Capacity::Bounded(CAPACITY)), SPAWN_BLOCKING).map(|ratio| {
        let text = format!(
            "at capacity {CAPACITY} at least {DEARER} times cheaper than {SPAWN_BLOCKING} as it comes"
        );
        Claim::at_least(text, ratio, DEARER, Unit::Times)
    });
    let batches = ratio(measured, &batches_title(), "flume").map(|ratio| {
        let text = format!("in messages of {BATCH} at most {IN_A_BATCH} of one by one");
        Claim::at_most(text, ratio, IN_A_BATCH, Unit::Times)
    });
    dearer.into_iter().chain(batches).collect()
}

fn ratio(measured: &[Measured], title: &str, row: &str) -> Option<Spread> {
    measured.iter().find(|table| table.title == title)?.row(row)?.ratios[0]
}
