//! What became of a case over all its runs.

use std::path::PathBuf;
use std::time::Duration;

use crate::case::Chosen;
use crate::verdict::{Problem, Verdict};

/// What one run of a case came to.
#[derive(Debug)]
pub struct Trial {
    /// In one word.
    pub verdict: Verdict,
    /// What is wrong, if anything.
    pub problems: Vec<Problem>,
    /// How long the program took.
    pub elapsed: Duration,
    /// What it printed.
    pub stdout: Vec<u8>,
    /// What it printed to stderr.
    pub stderr: Vec<u8>,
    /// Where its files are, if they were kept.
    pub folder: Option<PathBuf>,
}

impl Trial {
    /// A case that can't be run, for this reason.
    pub fn not_run(verdict: Verdict, problem: Problem) -> Trial {
        Trial {
            verdict,
            problems: vec![problem],
            elapsed: Duration::ZERO,
            stdout: Vec::new(),
            stderr: Vec::new(),
            folder: None,
        }
    }
}

/// All the runs of a case.
#[derive(Debug)]
pub struct Tally<'a> {
    /// The case.
    pub chosen: Chosen<'a>,
    /// How many runs it is to have.
    pub runs: usize,
    /// How many it has had.
    pub done: usize,
    /// The time that the longest took.
    pub longest: Duration,
    /// Why it isn't run, if it isn't.
    pub skipped: Option<String>,
    /// The first failure of each kind.
    pub failures: Vec<Failure>,
}

/// A run that failed, and how many more failed with the same verdict.
#[derive(Debug)]
pub struct Failure {
    /// The first of them.
    pub trial: Trial,
    /// How many there were, with the first.
    pub times: usize,
}

impl<'a> Tally<'a> {
    /// A case that is to have so many runs.
    pub fn new(chosen: Chosen<'a>, runs: usize) -> Tally<'a> {
        Tally { chosen, runs, done: 0, longest: Duration::ZERO, skipped: None, failures: Vec::new() }
    }

    /// A case that isn't run here.
    pub fn skipped(chosen: Chosen<'a>, reason: String) -> Tally<'a> {
        Tally { skipped: Some(reason), ..Tally::new(chosen, 0) }
    }

    /// A case that can't be run at all.
    pub fn not_run(chosen: Chosen<'a>, verdict: Verdict, problem: Problem) -> Tally<'a> {
        let mut tally = Tally::new(chosen, 1);
        tally.add(Trial::not_run(verdict, problem));
        tally
    }

    /// Counts one run.
    pub fn add(&mut self, mut trial: Trial) {
        self.done += 1;
        self.longest = self.longest.max(trial.elapsed);
        if !trial.verdict.failed() {
            return;
        }
        match self.failures.iter_mut().find(|failure| failure.trial.verdict == trial.verdict) {
            Some(known) => known.times += 1,
            None => {
                // Nobody asks for it any more, and a flood is large.
                trial.stdout = Vec::new();
                self.failures.push(Failure { trial, times: 1 });
            }
        }
    }

    /// Whether nothing is still to come.
    pub fn complete(&self) -> bool {
        self.done == self.runs
    }

    /// How many runs failed.
    pub fn failed(&self) -> usize {
        self.failures.iter().map(|failure| failure.times).sum()
    }

    /// In one word; of several failures the one that came first.
    pub fn verdict(&self) -> Verdict {
        match self.failures.first() {
            Some(failure) => failure.trial.verdict,
            None if self.skipped.is_some() => Verdict::Skipped,
            None => Verdict::Ok,
        }
    }
}
