//! What a bench is made of: groups of contestants that are measured side by side, and claims about the figures.

use std::error::Error;
use std::fmt;

use anyhow::Result;

use crate::run::Stop;

/// A bench: a question, the contestants that answer it, and the figures that are to be reached.
pub struct Bench {
    /// By this it is chosen on the command line.
    pub name: &'static str,
    /// The question that it answers, one line.
    pub question: &'static str,
    /// Sets the groups up.
    pub groups: fn(&Settings) -> Result<Vec<Group>>,
    /// Holds the figures to reach against what was measured: one for each figure.
    pub claims: fn(&[Measured]) -> Vec<Claim>,
}

/// How the benches are run.
pub struct Settings {
    /// A first look: smaller inputs, fewer rounds.
    pub quick: bool,
    /// The program of sync-to-async, built in release mode.
    pub sync_to_async: std::path::PathBuf,
    /// A folder for files; it is emptied afterwards.
    pub scratch: std::path::PathBuf,
    /// Set when the one at the keyboard wants it to end: what runs for long looks at it.
    pub stop: Stop,
}

/// Contestants that do the same work: one table.
pub struct Group {
    /// What sets this table apart from the others of its bench, such as `lines of 80 bytes`.
    pub title: String,
    /// What one run of a contestant yields, in this order.
    pub measures: Vec<Measure>,
    /// How often each contestant is run. They alternate: all of a round come before the next.
    pub rounds: usize,
    /// Those that are measured.
    pub contestants: Vec<Contestant>,
    /// The one that the others are compared with, as an index.
    pub baseline: usize,
}

/// One of the figures that a run yields.
#[derive(Clone, Copy, Debug)]
pub struct Measure {
    /// Such as `a message`, `peak memory`.
    pub name: &'static str,
    /// What it is counted in.
    pub unit: Unit,
    /// Whether it is shown as a ratio to the baseline's figure of the same round, besides the figure itself.
    pub relative: bool,
    /// Whether the same round always yields the same: such a figure knows no noise, and its range is no sign of it.
    pub exact: bool,
}

/// What a figure is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Seconds; shown as ns, us, ms or s, whatever fits.
    Seconds,
    /// Bytes; shown as KiB or MiB.
    Bytes,
    /// A ratio.
    Times,
    /// A number of things.
    Count,
}

/// One that does the work of a group, in its way.
pub struct Contestant {
    /// What it is called in the table.
    pub name: String,
    /// Whether it is the demos' own way.
    pub ours: bool,
    /// Does the work once and yields the figures, one for each measure; NaN where it has none. It is given the number
    /// of the round, from 0: what a seed is made of.
    ///
    /// Who fails with [`NotHere`] is left out; any other error ends the bench.
    pub run: Box<dyn FnMut(usize) -> Result<Vec<f64>>>,
}

/// A contestant can't be run on this system: why.
#[derive(Debug)]
pub struct NotHere(pub String);

impl fmt::Display for NotHere {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for NotHere {}

/// What the runs of a group yielded.
#[derive(Clone, Debug)]
pub struct Measured {
    /// The group's title.
    pub title: String,
    /// What was measured.
    pub measures: Vec<Measure>,
    /// The contestants, in their order.
    pub rows: Vec<Row>,
}

/// What one contestant's runs yielded.
#[derive(Clone, Debug)]
pub struct Row {
    /// The contestant.
    pub name: String,
    /// Whether it is the demos' own way.
    pub ours: bool,
    /// What was measured: of each round a figure for each measure. The rest sums it up.
    pub rounds: Vec<Vec<f64>>,
    /// A figure for each measure.
    pub figures: Vec<Spread>,
    /// For each measure the ratio to the baseline, taken round by round. None where the measure isn't relative.
    pub ratios: Vec<Option<Spread>>,
}

/// What a figure came to over all rounds: the one in the middle, and the range.
///
/// One run in ten may be disturbed by something else: the range of ten rounds or more leaves a tenth of them out at
/// either end, unless the measure is exact.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// The lower end of the range.
    pub low: f64,
    /// The one in the middle.
    pub median: f64,
    /// The upper end of the range.
    pub high: f64,
}

/// A figure to reach, and whether it was.
#[derive(Clone, Debug)]
pub struct Claim {
    /// What is to be reached, such as `at most 1.25 times cat, lines of 80 bytes`.
    pub text: String,
    /// What was measured.
    pub measured: String,
    /// Whether it was.
    pub outcome: Outcome,
}

/// Whether a figure was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was.
    Reached,
    /// It wasn't.
    Missed,
    /// The limit lies within the range of what was measured on a machine too noisy to tell.
    Unclear,
}

impl Measured {
    /// The row of a contestant, by its name.
    pub fn row(&self, name: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.name == name)
    }
}

impl Row {
    /// How many times another's figure this one's is, taken in each round. None where that is no number.
    pub fn over(&self, other: &Row, measure: usize) -> Option<Spread> {
        Spread::of_ratios(&self.rounds, &other.rounds, measure, false)
    }
}
