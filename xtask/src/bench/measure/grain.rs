//! How much work should a message carry? Matrices are inverted, a few or many of them a message, on one thread or more.
//!
//! First of all they are split among the threads without any channel. Where that gains nothing there are no free cores,
//! and no figure about channels would mean anything.

mod claims;
mod matrix;
#[cfg(test)]
mod tests;
mod way;

use std::cell::OnceCell;
use std::num::NonZero;
use std::rc::Rc;
use std::thread;

use anyhow::{Result, ensure};

use super::group::{Bench, Contestant, Group, Measure, Settings, Unit};
use matrix::{checksum, matrices};
use way::Way;

/// The bench.
pub const BENCH: Bench = Bench {
    name: "grain",
    question: "How much work should a message carry, so that threads pay?",
    groups,
    claims: claims::claims,
};

/// How many matrices may be in a message.
const GRAINS: [usize; 4] = [1, 16, 256, 4096];
/// How large the matrices are.
const SIZES: [usize; 4] = [3, 8, 32, 64];

fn groups(settings: &Settings) -> Result<Vec<Group>> {
    let mut groups = Vec::new();
    for threads in thread_counts() {
        groups.push(group::<3>(1 << 18, threads, settings)?);
        groups.push(group::<8>(1 << 16, threads, settings)?);
        groups.push(group::<32>(1 << 13, threads, settings)?);
        groups.push(group::<64>(1 << 12, threads, settings)?);
    }
    Ok(groups)
}

/// 1, 2, 4, and as many as there are cores.
fn thread_counts() -> Vec<usize> {
    let cores = most_threads();
    let mut counts: Vec<usize> = [1, 2, 4].into_iter().filter(|&threads| threads < cores).collect();
    counts.push(cores);
    counts
}

/// As many as there are cores, and two at least.
fn most_threads() -> usize {
    thread::available_parallelism().map_or(2, NonZero::get).max(2)
}

fn title(size: usize, threads: usize) -> String {
    let s = if threads == 1 { "" } else { "s" };
    format!("{size}x{size}, {threads} thread{s}")
}

fn group<const N: usize>(count: usize, threads: usize, settings: &Settings) -> Result<Group> {
    let (count, rounds) = if settings.quick { (count / 4, 3) } else { (count, 10) };
    let ways = Way::all(threads, count)?;
    // The first to invert them says what the others must come to.
    let expected = Rc::new(OnceCell::new());
    Ok(Group {
        title: title(N, threads),
        measures: vec![Measure { name: "a matrix", unit: Unit::Seconds, relative: true, exact: false }],
        rounds,
        contestants: ways.into_iter().map(|way| contestant::<N>(way, count, Rc::clone(&expected))).collect(),
        baseline: 0,
    })
}

fn contestant<const N: usize>(way: Way, count: usize, expected: Rc<OnceCell<u64>>) -> Contestant {
    let (name, ours) = (way.name(), way.is_ours());
    let run = move |_| {
        let (took, inverted) = way.invert(matrices::<N>(count));
        let sum = checksum(&inverted);
        ensure!(sum == *expected.get_or_init(|| sum), "its inverses aren't those of the others");
        Ok(vec![took.as_secs_f64() / count as f64])
    };
    Contestant { name, ours, run: Box::new(run) }
}
