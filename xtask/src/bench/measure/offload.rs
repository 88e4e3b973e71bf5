//! What does it cost to pass work from async code to threads?

mod claims;
mod contestants;
mod load;
mod pools;
mod run;
#[cfg(test)]
mod tests;
mod threads;
mod total;

use anyhow::Result;

use self::claims::claims;
use self::contestants::{Setup, channels, ours, pools};
use self::load::{Answered, Batches, OneByOne};
use super::channels::Capacity;
use super::group::{Bench, Contestant, Group, Measure, Settings, Unit};

/// See the head of this file.
pub const BENCH: Bench = Bench {
    name: "offload",
    question: "What does it cost to pass work from async code to threads?",
    groups,
    claims,
};

/// How many tasks send, each for a client.
const CLIENTS: usize = 4;
/// How many threads do the work, as in async-to-sync.
const THREADS: usize = 4;
/// How many messages are sent as one, where they aren't sent one by one.
const BATCH: usize = 64;
/// How many messages may wait in async-to-sync.
const CAPACITY: usize = 1024;

/// The row of tokio's pool as it comes: it starts threads up to some hundreds.
const SPAWN_BLOCKING: &str = "spawn_blocking";
/// The row that messages in batches are compared with.
const ONE_BY_ONE: &str = "flume, one by one";

fn groups(settings: &Settings) -> Result<Vec<Group>> {
    let (rounds, fewer) = if settings.quick { (3, 4) } else { (11, 1) };
    Ok(tables(rounds, &Setup::new(fewer)?))
}

fn tables(rounds: usize, setup: &Setup) -> Vec<Group> {
    let room = Capacity::Bounded(CAPACITY);
    let mut tables = Vec::new();
    for capacity in Capacity::ALL {
        let mut contestants = channels::<OneByOne>(setup, capacity);
        // The queues of pools know no bound. Beside that of the demo they are what one would take instead.
        if capacity == room || capacity == Capacity::Unbounded {
            contestants.extend(pools::<OneByOne>(setup));
        }
        tables.push(table(title(capacity), rounds, contestants));
    }

    let mut contestants = vec![Contestant { name: ONE_BY_ONE.to_owned(), ..ours::<OneByOne>(setup, room) }];
    contestants.extend(channels::<Batches>(setup, room));
    // As much that waits as one by one, and so as much memory.
    let less_room = Capacity::Bounded(CAPACITY / BATCH);
    let name = format!("flume, capacity {less_room}");
    contestants.push(Contestant { name, ..ours::<Batches>(setup, less_room) });
    contestants.extend(pools::<Batches>(setup));
    tables.push(table(batches_title(), rounds, contestants));

    let mut contestants = channels::<Answered>(setup, room);
    contestants.extend(pools::<Answered>(setup));
    tables.push(table(format!("with the answer back, capacity {room}"), rounds, contestants));
    tables
}

/// The first is compared with the others.
fn table(title: String, rounds: usize, contestants: Vec<Contestant>) -> Group {
    let measure = Measure { name: "a message", unit: Unit::Seconds, relative: true, exact: false };
    Group { title, measures: vec![measure], rounds, contestants, baseline: 0 }
}

fn title(capacity: Capacity) -> String {
    format!("one by one, capacity {capacity}")
}

fn batches_title() -> String {
    format!("in messages of {BATCH}, capacity {CAPACITY}")
}
