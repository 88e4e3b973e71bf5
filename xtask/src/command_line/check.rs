//! The command line of `cargo xtask check`.

use lexopt::ValueExt;
use lexopt::prelude::{Long, Short, Value};

use super::{Task, runs};
use crate::check;
use crate::report::Colour;

/// What `--help` prints.
pub const HELP: &str = "\
Builds the demos, runs each of their cases, and holds each to the promise in its check.toml.

Usage: cargo xtask check [OPTIONS] [NAME...]

A NAME is a demo (flume-mpmc) or one case of it (flume-mpmc/plain). Without one, all are checked.

Options:
  --repeat N    run each case N times: a race that shows once in a hundred runs is found
  --bless       write the logs anew from what the programs print, and show what changes;
                each case runs 3 times, or N, and the runs must agree
  --list        list the cases; build and run nothing
  --json        print one JSON object instead of lines (xtask/README.md has its fields)
  --color WHEN  auto, always or never; NO_COLOR turns it off too
  -h, --help    print this

Verdicts:
  ok       it kept its promise
  DIFF     it printed or wrote something else: lines are missing, unexpected, repeated or out of order
  HANG     it, or a process that it started, didn't end
  CRASH    a signal killed it, or its main thread panicked
  STATUS   its output is right, its exit status is not
  FLOOD    it printed more than 8 MiB
  BUILD    it doesn't compile
  ERROR    it could not be run; the checker or the machine is at fault
  skipped  it isn't for this system

Exit status: 0 every promise was kept, 1 one was not, 2 the command was wrong, 130 it was interrupted.
";

/// Reads what comes after the command.
pub fn read(parser: &mut lexopt::Parser) -> Result<Task, lexopt::Error> {
    let mut options = check::Options::default();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("repeat") => options.repeat = Some(parser.value()?.parse_with(runs)?),
            Long("bless") => options.bless = true,
            Long("list") => options.list = true,
            Long("json") => options.json = true,
            Long("color" | "colour") => options.colour = parser.value()?.parse_with(Colour::read)?,
            Short('h') | Long("help") => return Ok(Task::Help(HELP)),
            Value(name) => options.names.push(name.string()?),
            other => return Err(other.unexpected()),
        }
    }
    if options.bless && (options.json || options.list) {
        return Err("--bless goes with neither --json nor --list".into());
    }
    Ok(Task::Check(options))
}
