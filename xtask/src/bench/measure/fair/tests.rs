use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use super::way::BATCH;
use super::*;
use crate::bench::measure::group::{Outcome, Row, Spread};

const BATCHES: u64 = 10;
const QUEUED: u64 = BATCHES * BATCH as u64;

/// How many turns another task of the thread gets while a queue is drained.
fn turns(way: Way) -> u64 {
    let runtime = runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let turns = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&turns);
        let drain = tokio::spawn(async move {
            let before = counted.load(Relaxed);
            drain(way).await;
            counted.load(Relaxed) - before
        });
        let other = tokio::spawn(async move {
            loop {
                turns.fetch_add(1, Relaxed);
                tokio::task::yield_now().await;
            }
        });
        let turns = drain.await.unwrap();
        other.abort();
        turns
    })
}

async fn drain(way: Way) -> u64 {
    way.full_queue(QUEUED).unwrap().await.sum
}

#[test]
fn who_takes_no_part_in_the_budget_gives_nobody_a_turn() {
    assert_eq!(turns(Way::Flume), 0);
    assert_eq!(turns(Way::AsyncChannel), 0);
}

#[test]
fn a_batch_gives_as_many_turns_as_tokios_budget() {
    assert_eq!(turns(Way::FlumeBatches), BATCHES);
    assert_eq!(turns(Way::FlumeCooperative), BATCHES);
    assert_eq!(turns(Way::Tokio), BATCHES);
}

#[test]
fn every_way_takes_every_message() {
    let runtime = runtime::Builder::new_current_thread().build().unwrap();
    for &way in Way::ALL {
        assert_eq!(runtime.block_on(drain(way)), (0..QUEUED).sum::<u64>(), "{way:?}");
    }
}

/// What is claimed if the gap of batches is at most such a share of the drain, which takes at most so many times as
/// long as with `recv_async` alone.
fn outcomes(share: f64, time: f64) -> Vec<Outcome> {
    let point = |figure| Spread { low: figure, median: figure, high: figure };
    let row = Row {
        name: Way::FlumeBatches.name().to_owned(),
        ours: true,
        rounds: Vec::new(),
        figures: vec![point(1e-8), point(0.001), point(share)],
        ratios: vec![Some(point(time)), None, None],
    };
    let measured = Measured { title: String::new(), measures: Vec::new(), rows: vec![row] };
    claims(&[measured]).iter().map(|claim| claim.outcome).collect()
}

#[test]
fn batches_are_held_against_a_tenth_of_the_drain_and_against_recv_async_alone() {
    assert_eq!(outcomes(0.1, 1.0), [Outcome::Reached; 2]);
    assert_eq!(outcomes(0.101, 1.01), [Outcome::Missed; 2]);
}

#[test]
fn the_longest_gap_counts_from_the_beginning_and_up_to_the_end() {
    let begun = Instant::now();
    let at = |ms| begun + Duration::from_millis(ms);
    let gap = |ticks: &[u64]| {
        let ticks: Vec<Instant> = ticks.iter().map(|&ms| at(ms)).collect();
        ticker::longest_gap(begun, &ticks, at(10)).as_millis()
    };
    assert_eq!(gap(&[]), 10);
    assert_eq!(gap(&[4, 5, 6]), 4);
    assert_eq!(gap(&[1, 6, 9]), 5);
    assert_eq!(gap(&[1, 4, 7]), 3);
    assert_eq!(gap(&[9, 12]), 9);
}
