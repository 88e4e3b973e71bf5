//! The command line: which command, its flags, and its help.

mod check;
mod timeline;
mod workshop;

use std::fmt::Display;

use anyhow::{Result, anyhow};
use lexopt::Parser;
use lexopt::prelude::{Long, Short, Value};

use crate::text::nearest;
use crate::usage::{UsageError, check_command, is_bridge_check};

const HELP: &str = "\
The tasks of this workspace.

Usage: cargo xtask COMMAND

Commands:
  check     run the demos and compare each with its promise
  workshop  learn the patterns by fixing broken programs
  timeline  draw which worker did what, and when

`cargo xtask COMMAND --help` explains one.
";

const COMMANDS: [&str; 3] = ["check", "workshop", "timeline"];

/// What the help of `check` calls it; installed as a command of its own it has another name.
pub const CHECK: &str = "cargo xtask check";

/// As often as a case may be run at one go.
const MOST_RUNS: usize = 1_000_000;

/// What the command line asks for.
pub enum Task {
    /// This text.
    Help(&'static str),
    /// `cargo xtask check`
    Check(crate::check::Options),
    /// `cargo xtask timeline`
    Timeline(crate::timeline::Options),
    /// `cargo xtask workshop`
    Workshop(crate::workshop::Options),
}

/// Reads what comes after a command.
type Read = fn(&mut Parser) -> Result<Task, lexopt::Error>;

/// Reads the command line.
///
/// # Errors
/// When it makes no sense: a [`UsageError`].
pub fn read() -> Result<Task> {
    let mut parser = Parser::from_env();
    if is_bridge_check() {
        // Cargo passes on the word by which it has found us.
        if let Some(mut args) = parser.try_raw_args() {
            args.next_if(|argument| argument == "bridge-check");
        }
        return read_with(check::read, check::HELP, &mut parser);
    }
    let command = match parser.next().map_err(|error| wrong(&error, HELP))? {
        None | Some(Short('h') | Long("help")) => return Ok(Task::Help(HELP)),
        Some(Value(command)) => command.to_string_lossy().into_owned(),
        Some(other) => return Err(wrong(&other.unexpected(), HELP)),
    };
    let (read, help): (Read, _) = match command.as_str() {
        "check" => (check::read, check::HELP),
        "workshop" => (workshop::read, workshop::HELP),
        "timeline" => (timeline::read, timeline::HELP),
        "help" => return Ok(Task::Help(HELP)),
        _ => {
            let error = format!("there is no command {command:?}{}", suggestion(&command, COMMANDS));
            return Err(wrong(&error, HELP));
        }
    };
    read_with(read, help, &mut parser)
}

fn read_with(read: Read, help: &str, parser: &mut Parser) -> Result<Task> {
    read(parser).map_err(|error| match &error {
        lexopt::Error::UnexpectedOption(option) => {
            let options = help.split_whitespace().filter(|word| word.starts_with("--"));
            wrong(&format!("{error}{}", suggestion(option, options)), help)
        }
        _ => wrong(&error, help),
    })
}

/// What a mistyped word was most likely meant to be.
fn suggestion<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(word, known).map(|nearest| format!(": did you mean {nearest}?")).unwrap_or_default()
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
    let usage = usage.replace(CHECK, check_command());
    anyhow!(UsageError(format!("{error}\n{usage}\n`--help` explains it.")))
}
