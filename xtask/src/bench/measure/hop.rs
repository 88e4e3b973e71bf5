//! What does a message cost, by the channel that it goes through and by the sides that it goes between?

mod claims;
mod contestants;
mod return_trip;
mod stream;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

use anyhow::Result;
use tokio::runtime::Runtime;

use self::claims::claims;
use self::contestants::contestants;
use super::channels::Capacity;
use super::group::{Bench, Group, Measure, Settings, Unit};
use super::side::{self, Side};

/// See the head of this file.
pub const BENCH: Bench =
    Bench { name: "hop", question: "What does a message cost, by channel and direction?", groups, claims };

/// The room that a lone message is given. More would make no difference to it.
const FOR_ONE: Capacity = Capacity::Bounded(1);

/// Between which sides a message goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Direction {
    from: Side,
    to: Side,
}

impl Direction {
    const ALL: [Direction; 4] = [
        Direction { from: Side::Sync, to: Side::Sync },
        Direction { from: Side::Sync, to: Side::Async },
        Direction { from: Side::Async, to: Side::Sync },
        Direction { from: Side::Async, to: Side::Async },
    ];

    /// The channels that the demos take in this direction.
    fn demos(self) -> &'static [&'static str] {
        match (self.from, self.to) {
            (Side::Sync, Side::Sync) => &["std"],
            (Side::Sync, Side::Async) | (Side::Async, Side::Sync) => &["flume"],
            (Side::Async, Side::Async) => &["flume", "tokio"],
        }
    }

    /// From async to sync and back is the way from sync to async and back.
    fn is_there_and_back(self) -> bool {
        (self.from, self.to) != (Side::Async, Side::Sync)
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {}", self.from, self.to)
    }
}

/// How messages go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Many, one way.
    Stream,
    /// One there and back, then the next.
    Return,
}

/// What is done with each channel.
#[derive(Clone)]
struct Trip {
    runtime: Arc<Runtime>,
    direction: Direction,
    kind: Kind,
    messages: usize,
}

fn groups(settings: &Settings) -> Result<Vec<Group>> {
    let (rounds, fewer) = if settings.quick { (3, 4) } else { (11, 1) };
    tables(rounds, fewer)
}

/// The tables, with so many times fewer messages.
fn tables(rounds: usize, fewer: usize) -> Result<Vec<Group>> {
    let runtime = Arc::new(side::runtime()?);
    let trip = |direction, kind, capacity| {
        let messages = messages(kind, capacity) / fewer;
        Trip { runtime: Arc::clone(&runtime), direction, kind, messages }
    };
    let streams = Direction::ALL.map(|direction| {
        let all = Capacity::ALL.into_iter();
        let contestants =
            all.flat_map(|capacity| contestants(&trip(direction, Kind::Stream, capacity), capacity));
        Group {
            title: stream_title(direction),
            measures: vec![seconds("a message")],
            rounds,
            contestants: contestants.collect(),
            baseline: 0,
        }
    });
    let returns =
        Direction::ALL.into_iter().filter(|direction| direction.is_there_and_back()).map(|direction| Group {
            title: return_title(direction),
            measures: vec![seconds("there and back")],
            rounds,
            contestants: contestants(&trip(direction, Kind::Return, FOR_ONE), FOR_ONE),
            baseline: 0,
        });
    Ok(streams.into_iter().chain(returns).collect())
}

fn stream_title(direction: Direction) -> String {
    format!("{direction}, a stream of messages")
}

fn return_title(direction: Direction) -> String {
    format!("{direction} and back, a lone message")
}

/// Not relative: that would make one of many the yardstick of the others.
fn seconds(name: &'static str) -> Measure {
    Measure { name, unit: Unit::Seconds, relative: false, exact: false }
}

/// So many that a run takes some tens of milliseconds: without room for more than one, each waits for a thread to wake.
fn messages(kind: Kind, capacity: Capacity) -> usize {
    match (kind, capacity) {
        (Kind::Return, _) => 4_000,
        (Kind::Stream, Capacity::Bounded(0 | 1)) => 6_000,
        (Kind::Stream, Capacity::Bounded(..1024)) => 200_000,
        (Kind::Stream, _) => 1_000_000,
    }
}
