//! Runs the contestants of a group, in turns.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use super::group::{Contestant, Group, Measure, Measured, NotHere, Row, Spread};
use super::progress::Progress;
use super::results::Table;
use crate::run::Stop;

/// Runs a group; `number` is its place among those of its bench. `None` if it was stopped.
///
/// # Errors
/// When a contestant fails, or yields what it hasn't announced.
pub fn run(number: usize, group: Group, progress: &mut Progress, stop: &Stop) -> Result<Option<Table>> {
    let Group { title, measures, rounds, mut contestants, baseline } = group;

    // A first round that doesn't count: it fills the caches and wakes the processor.
    let mut left_out = Vec::new();
    let mut here = Vec::new();
    for (place, contestant) in contestants.iter_mut().enumerate() {
        let (figures, took) = timed(contestant, 0, &measures);
        if stop.is_set() {
            return Ok(None);
        }
        match figures {
            Err(error) if error.is::<NotHere>() => {
                left_out.push(format!("{}: {}", contestant.name, error.root_cause()));
                progress.left_out(number, place);
            }
            figures => {
                figures?;
                here.push(place);
                progress.ran(number, place, took);
            }
        }
    }

    let mut figures: Vec<Vec<Vec<f64>>> = vec![Vec::with_capacity(rounds); contestants.len()];
    let mut order = here.clone();
    // Always the same: whoever repeats it should find the same.
    let mut random = fastrand::Rng::with_seed(1);
    for round in 0..rounds {
        // Nobody runs always right after the same other one, whose traces might help or hinder.
        random.shuffle(&mut order);
        for &place in &order {
            let (yielded, took) = timed(&mut contestants[place], round, &measures);
            if stop.is_set() {
                return Ok(None);
            }
            figures[place].push(yielded?);
            progress.ran(number, place, took);
        }
    }

    let compared_with = here.contains(&baseline).then(|| figures[baseline].as_slice());
    let row = |&place: &usize| row(&contestants[place], &figures[place], compared_with, &measures);
    let rows = here.iter().map(row).collect();
    Ok(Some(Table {
        rounds,
        baseline: here.iter().position(|&place| place == baseline),
        measured: Measured { title, measures, rows },
        left_out,
    }))
}

/// Runs a contestant once, and tells how long that took with all that belongs to it: more than what it measures.
fn timed(contestant: &mut Contestant, round: usize, measures: &[Measure]) -> (Result<Vec<f64>>, Duration) {
    let started = Instant::now();
    let figures = (contestant.run)(round).with_context(|| contestant.name.clone()).and_then(|figures| {
        let (given, announced) = (figures.len(), measures.len());
        ensure!(given == announced, "{}: yields {given} figures instead of {announced}", contestant.name);
        Ok(figures)
    });
    (figures, started.elapsed())
}

/// Sums up what a contestant yielded, by itself and beside what is compared with in the same rounds.
fn row(
    contestant: &Contestant,
    own: &[Vec<f64>],
    compared_with: Option<&[Vec<f64>]>,
    measures: &[Measure],
) -> Row {
    let figures =
        |place: usize, measure: &Measure| Spread::of(own.iter().map(|figures| figures[place]), measure.exact);
    let ratio = |place: usize, measure: &Measure| {
        let other = compared_with.filter(|_| measure.relative)?;
        Spread::of_ratios(own, other, place, measure.exact)
    };
    Row {
        name: contestant.name.clone(),
        ours: contestant.ours,
        rounds: own.to_vec(),
        figures: measures.iter().enumerate().map(|(place, measure)| figures(place, measure)).collect(),
        ratios: measures.iter().enumerate().map(|(place, measure)| ratio(place, measure)).collect(),
    }
}

#[cfg(test)]
mod tests;
