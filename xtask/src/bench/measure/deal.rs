//! How well the tasks are dealt: when the last worker is done, if each has its own queue, if they share one, and with
//! what the async world offers besides.
//!
//! In tokio's paused time, which jumps to the end of the next sleep: a task of a minute costs nothing, and the figures
//! are exact.

mod claims;
mod load;
#[cfg(test)]
mod tests;
mod way;

use std::time::Duration;

use anyhow::{Result, ensure};
use tokio::runtime;
use tokio::time::Instant;

use super::group::{Bench, Contestant, Group, Measure, Settings, Unit};
use load::Load;
use way::Way;

/// How many tasks there are.
const TASKS: usize = 64;
/// How many of them can be worked on at a time.
const WORKERS: usize = 4;

/// The bench.
pub const BENCH: Bench = Bench {
    name: "deal",
    question: "When are 64 tasks done, dealt to 4 workers in turn, or taken from one queue?",
    groups,
    claims: claims::claims,
};

fn groups(settings: &Settings) -> Result<Vec<Group>> {
    let seeds = if settings.quick { 50 } else { 200 };
    Ok(Load::ALL.iter().map(|&load| group(load, seeds)).collect())
}

fn group(load: Load, seeds: usize) -> Group {
    Group {
        title: load.title().to_owned(),
        measures: vec![Measure { name: "makespan", unit: Unit::Seconds, relative: true, exact: true }],
        rounds: if load.is_random() { seeds } else { 1 },
        contestants: Way::ALL.iter().map(|&way| contestant(load, way)).collect(),
        baseline: 0,
    }
}

fn contestant(load: Load, way: Way) -> Contestant {
    let run = move |round| Ok(vec![makespan(way, load.tasks(round as u64))?.as_secs_f64()]);
    Contestant { name: way.name().to_owned(), ours: way.is_ours(), run: Box::new(run) }
}

/// The time until all tasks are done.
fn makespan(way: Way, tasks: Vec<Duration>) -> Result<Duration> {
    let count = tasks.len();
    runtime::Builder::new_current_thread().enable_time().start_paused(true).build()?.block_on(async {
        let begun = Instant::now();
        let done = way.deal(tasks).await?;
        ensure!(done == count, "{}: {done} of {count} tasks were done", way.name());
        Ok(begun.elapsed())
    })
}
