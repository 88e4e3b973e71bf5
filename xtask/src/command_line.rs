//! The command line: which command, its flags, and its help.

mod bench;
mod check;
mod timeline;
mod workshop;

use std::fmt::Display;

use anyhow::{Result, anyhow};
use lexopt::Parser;
use lexopt::prelude::{Long, Short, Value};

use crate::misuse::Misuse;

const HELP: &str = "\
The tasks of this workspace.

Usage: cargo xtask COMMAND

Commands:
  check     run the demos and hold each to its promise
  workshop  learn the patterns by mending broken programs
  timeline  draw who worked on what, and when
  bench     measure the demos' ways beside others

`cargo xtask COMMAND --help` tells more.
";

/// As often as a case may be run at one go.
const MOST_RUNS: usize = 1_000_000;

/// What the command line asks for.
pub enum Task {
    /// This text.
    Help(&'static str),
    /// `cargo xtask check`
    Check(crate::check::Options),
    /// `cargo xtask workshop`
    Workshop(crate::workshop::Options),
    /// `cargo xtask timeline`
    Timeline(crate::timeline::Options),
    /// `cargo xtask bench`
    Bench(crate::bench::Options),
    /// What a bench runs this program for, and nobody else.
    #[cfg(feature = "bench")]
    Copy(crate::bench::Way, std::path::PathBuf),
}

/// Reads what comes after a command.
type Read = fn(&mut Parser) -> Result<Task, lexopt::Error>;

/// Reads it.
///
/// # Errors
/// When it makes no sense: a [`Misuse`].
pub fn read() -> Result<Task> {
    let mut parser = Parser::from_env();
    let command = match parser.next().map_err(|error| wrong(&error, HELP))? {
        Some(Short('h') | Long("help")) => return Ok(Task::Help(HELP)),
        Some(Value(command)) => command.to_string_lossy().into_owned(),
        Some(other) => return Err(wrong(&other.unexpected(), HELP)),
        None => return Err(wrong(&"which command?", HELP)),
    };
    let (read, help): (Read, _) = match command.as_str() {
        "check" => (check::read, check::HELP),
        "workshop" => (workshop::read, workshop::HELP),
        "timeline" => (timeline::read, timeline::HELP),
        "bench" => (bench::read, bench::HELP),
        #[cfg(feature = "bench")]
        crate::bench::COPY => (bench::read_copy, bench::HELP),
        "help" => return Ok(Task::Help(HELP)),
        _ => return Err(wrong(&format!("there is no command {command:?}"), HELP)),
    };
    read(&mut parser).map_err(|error| wrong(&error, help))
}

fn runs(text: &str) -> Result<usize, &'static str> {
    text.parse()
        .ok()
        .filter(|number| (1..=MOST_RUNS).contains(number))
        .ok_or("it must be a whole number from 1 to 1000000")
}

/// A mistake on the command line, with the usage line of the help that explains.
fn wrong(error: &dyn Display, help: &str) -> anyhow::Error {
    let usage = help.lines().find(|line| line.starts_with("Usage:")).unwrap_or_default();
    anyhow!(Misuse(format!("{error}\n{usage}\n`--help` tells more.")))
}
