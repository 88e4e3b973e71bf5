//! What a whole run of the command yields: what is written down, and drawn.

use super::group::{Claim, Measured, Row};
use super::machine::Machine;

/// Everything.
pub struct Results {
    /// Where it was measured.
    pub machine: Machine,
    /// Whether it was only a first look.
    pub quick: bool,
    /// The benches that could be run.
    pub benches: Vec<Answer>,
}

/// What came of a bench.
pub struct Answer {
    /// Its name.
    pub name: &'static str,
    /// What it asked.
    pub question: &'static str,
    /// Its tables.
    pub tables: Vec<Table>,
    /// Which figures were reached.
    pub claims: Vec<Claim>,
}

/// What came of a group.
pub struct Table {
    /// What its figures were summed up to.
    pub measured: Measured,
    /// How often each contestant was run.
    pub rounds: usize,
    /// The row that the others are compared with, if it could be run.
    pub baseline: Option<usize>,
    /// Who couldn't be run, and why.
    pub left_out: Vec<String>,
}

impl Table {
    /// Whether a figure varied more than is good. Where there is a ratio, it counts: what makes all slow alike does no
    /// harm.
    pub fn is_unsteady(&self, row: &Row, measure: usize) -> bool {
        let spread = row.ratios[measure].filter(|_| !self.is_baseline(row)).unwrap_or(row.figures[measure]);
        !self.measured.measures[measure].exact && spread.is_wide()
    }

    /// Whether this row is the one that the others are compared with.
    pub fn is_baseline(&self, row: &Row) -> bool {
        self.baseline.is_some_and(|place| self.measured.rows[place].name == row.name)
    }

    /// Whether any figure varied more than is good: its mark then needs a word.
    pub fn is_noisy(&self) -> bool {
        let Measured { measures, rows, .. } = &self.measured;
        rows.iter().any(|row| (0..measures.len()).any(|place| self.is_unsteady(row, place)))
    }
}
