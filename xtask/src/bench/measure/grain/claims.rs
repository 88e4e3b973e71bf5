//! What the figures say, where the machine has cores to spare.

use std::fmt;

use super::way::{PLAIN_LOOP, RAYON, SPLIT, channel_name};
use super::{GRAINS, SIZES, most_threads, title};
use crate::bench::measure::group::{Claim, Measured, Outcome, Row, Spread, Unit};
use crate::bench::measure::shown::{figure, with_range};

/// What a split without a channel has to gain before a figure about channels means anything.
const GAIN: f64 = 1.3;
/// There are too few messages of more work than this, in seconds, to keep every thread busy to the end: how long they
/// take no longer tells what a message costs.
const LONGEST: f64 = 1e-3;
/// From so much work on, in seconds, a message should pay at the latest.
const PAYS_FROM: f64 = 4e-6;

/// What is measured, by its place.
const TIME: usize = 0;

/// The figures to reach, on as many threads as there are cores.
pub fn claims(tables: &[Measured]) -> Vec<Claim> {
    let threads = most_threads();
    let table = |size| {
        let table = tables.iter().find(|table| table.title == title(size, threads))?;
        Some(Table { size, table })
    };
    let tables: Vec<Table> = SIZES.into_iter().filter_map(table).collect();
    let large: Vec<Table> = tables.iter().copied().filter(|table| table.size == 64).collect();
    vec![
        free_cores(&tables, threads),
        if_cores_are_free(&large, "64x64, the right grain: at most 1.2 times rayon", beside_rayon),
        if_cores_are_free(&tables, "a message pays from 4 us of work on, if not sooner", pays_from),
    ]
}

fn free_cores(tables: &[Table], threads: usize) -> Claim {
    let gain = |table: &Table| format!("{:.2} at {1}x{1}", table.gain(), table.size);
    let gains: Vec<String> = tables.iter().map(gain).collect();
    let enough = least_gain(tables) >= GAIN;
    Claim {
        text: format!("first of all: {threads} threads without a channel gain {GAIN} times or more"),
        measured: gains.join(", "),
        // It says nothing about channels: it isn't theirs to miss.
        outcome: if enough { Outcome::Reached } else { Outcome::Unclear },
    }
}

fn if_cores_are_free(tables: &[Table], text: &str, figure: fn(&[Table]) -> (String, Outcome)) -> Claim {
    let gain = least_gain(tables);
    let (measured, outcome) = if gain >= GAIN {
        figure(tables)
    } else {
        (format!("no figure: no core is free, for threads alone gain only {gain:.2}"), Outcome::Unclear)
    };
    Claim { text: text.to_owned(), measured, outcome }
}

fn beside_rayon(large: &[Table]) -> (String, Outcome) {
    let mut messages: Vec<Message> = large.iter().flat_map(Table::messages).collect();
    messages.sort_by(|one, other| one.ratio.median.total_cmp(&other.ratio.median));
    let ([table], [best, ..]) = (large, messages.as_slice()) else {
        return ("not measured".to_owned(), Outcome::Unclear);
    };
    let best_row = table.row(&channel_name(best.grain));
    let ratio = best_row.over(table.row(RAYON), TIME).expect("nothing takes no time");
    let measured = format!("{}, {} a message", with_range(ratio, Unit::Times), best.grain);
    (measured, Outcome::at_most(ratio, 1.2))
}

fn pays_from(tables: &[Table]) -> (String, Outcome) {
    let mut messages: Vec<Message> = tables.iter().flat_map(Table::messages).collect();
    messages.retain(|message| message.work <= LONGEST);
    messages.sort_by(|one, other| one.work.total_cmp(&other.work));
    // All that carry more work than the last one that doesn't pay do pay.
    let dear = messages.iter().rposition(|message| !message.pays()).map_or(0, |last| last + 1);
    match messages.split_at(dear) {
        (_, []) => ("it never does".to_owned(), Outcome::Missed),
        ([], [pays, ..]) => (format!("always, from {pays} on"), Outcome::Reached),
        ([.., not_yet], [pays, ..]) => {
            let outcome = if !pays.is_clear() || !not_yet.is_clear() {
                Outcome::Unclear
            } else if not_yet.work <= PAYS_FROM {
                Outcome::Reached
            } else {
                Outcome::Missed
            };
            (format!("from {pays} on, not yet with {not_yet}"), outcome)
        }
    }
}

fn least_gain(tables: &[Table]) -> f64 {
    tables.iter().map(Table::gain).fold(f64::INFINITY, f64::min)
}

/// The table of matrices of a size.
#[derive(Clone, Copy)]
struct Table<'a> {
    size: usize,
    table: &'a Measured,
}

impl Table<'_> {
    /// How many times faster the threads are without a channel than a plain loop.
    fn gain(&self) -> f64 {
        1.0 / self.ratio(SPLIT).median
    }

    fn messages(&self) -> impl Iterator<Item = Message> {
        let one = self.row(PLAIN_LOOP).figures[TIME].median;
        GRAINS.into_iter().filter_map(move |grain| {
            let row = self.table.row(&channel_name(grain))?;
            Some(Message { size: self.size, grain, work: one * grain as f64, ratio: ratio(row) })
        })
    }

    fn ratio(&self, name: &str) -> Spread {
        ratio(self.row(name))
    }

    fn row(&self, name: &str) -> &Row {
        self.table.row(name).expect("each table has a row of that name")
    }
}

/// Beside the plain loop of the same round: the machine is then equally busy for both.
fn ratio(row: &Row) -> Spread {
    row.ratios[TIME].expect("the measure is relative, and the plain loop is in each table")
}

/// Messages of so many matrices of a size.
struct Message {
    size: usize,
    grain: usize,
    /// How much work one carries, in seconds.
    work: f64,
    /// How long it all took, beside the plain loop.
    ratio: Spread,
}

impl Message {
    fn pays(&self) -> bool {
        self.ratio.median < 1.0
    }

    fn is_clear(&self) -> bool {
        self.ratio.high < 1.0 || self.ratio.low > 1.0
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Message { size, grain, work, .. } = self;
        write!(f, "{} ({grain} of {size}x{size})", figure(*work, Unit::Seconds))
    }
}
