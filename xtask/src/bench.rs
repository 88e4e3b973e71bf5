//! `cargo xtask bench`: measures the demos' ways beside others, and says how they compare.
//!
//! What measures is compiled only with the cargo feature `bench`. Without it this builds a program that has it, in
//! release mode, and hands over to that.

mod build;
#[cfg(not(feature = "bench"))]
mod handover;
#[cfg(feature = "bench")]
mod measure;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};

#[cfg(not(feature = "bench"))]
use handover::run as go_on;
#[cfg(feature = "bench")]
use measure::run as go_on;
#[cfg(feature = "bench")]
pub use measure::{COPY, Outcome, Way};

use crate::misuse::Misuse;
use crate::report::{self, Colour};
use crate::run::Stop;
use crate::text::nearest;

/// The benches: the name of each, and what it compares.
const BENCHES: &[(&str, &str)] = &[
    ("copy", "sync-to-async beside cat, tee, threads alone and a line at a time"),
    ("deal", "tasks dealt in turn or from one queue, beside the least time possible"),
    ("offload", "async-to-sync's queue beside spawn_blocking, rayon and other channels"),
    ("grain", "how much work a message has to carry, beside a plain loop and rayon"),
    ("hop", "a message through each channel, in each direction"),
    ("fair", "how long a full queue keeps other tasks from running"),
];

/// What the command line asked for.
#[derive(Default)]
pub struct Options {
    /// Benches; all, if none is named.
    pub names: Vec<String>,
    /// A first look: smaller inputs, fewer rounds.
    pub quick: bool,
    /// List the benches instead of running them.
    pub list: bool,
    /// Where the reports go, if not to `target/bench`.
    pub out: Option<PathBuf>,
    /// Whether to colour the report.
    pub colour: Colour,
}

/// Runs the command.
pub fn run(options: &Options, stop: &Stop) -> Result<ExitCode> {
    for name in &options.names {
        if !BENCHES.iter().any(|(known, _)| known == name) {
            bail!(Misuse(unknown(name)));
        }
    }
    if options.list {
        report::print(&list())?;
        return Ok(ExitCode::SUCCESS);
    }
    go_on(options, stop)
}

fn list() -> String {
    let width = BENCHES.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    BENCHES.iter().map(|(name, about)| format!("{name:<width$}  {about}\n")).collect()
}

fn unknown(name: &str) -> String {
    match nearest(name, BENCHES.iter().map(|&(name, _)| name)) {
        Some(nearest) => format!("there is no bench {name:?}: did you mean {nearest}?"),
        None => format!("there is no bench {name:?}: `cargo xtask bench --list` lists them"),
    }
}
