//! The command line of `cargo xtask check`.

use lexopt::ValueExt;
use lexopt::prelude::{Long, Short, Value};

use super::{Task, runs};
use crate::check;
use crate::term::Colour;

/// What `--help` prints.
pub const HELP: &str = "\
Builds the demos, runs each of their cases, and compares what came of it with the promise in its check.toml.

Usage: cargo xtask check [OPTIONS] [NAME...]

A NAME is a demo (flume-mpmc) or one case of it (flume-mpmc/plain). Without one, all are checked.

Options:
  --repeat N       run each case N times, to expose races
  --stress         keep all cores busy meanwhile: races show more often
  --seed N         repeat what chance decided: the moments of signals and pauses
  --project PATH   check the cargo package or workspace there, with its own
                   toolchain and settings
  --init [-- ARGS] write a first check.toml for the program here, from what it
                   does with these arguments
  --bless          write the logs anew from what the programs print, and show
                   what changes; each case runs 3 times, or N, and must agree
  --list           list the cases; build and run nothing
  --json           print one JSON object (xtask/README.md has its fields)
  --junit FILE     write a report as JUnit XML too, for CI
  --color WHEN     auto, always or never; NO_COLOR turns it off too
  -h, --help       print this

Verdicts:
  ok       it kept its promise
  DIFF     its output, its stderr or its files differ from what is expected
  HANG     still running at the time limit, or proven to wait for ever
  CRASH    a signal killed it, or its main thread panicked
  STATUS   its output is right, its exit status is not
  FLOOD    it printed more than 8 MiB
  MEMORY   it used more memory than it may
  CPU      it used more processor time than it may
  OVERLAP  too few or too many pieces of its work were in flight at once
  BUILD    it doesn't compile
  ERROR    it could not be run; the checker or the machine is at fault
  skipped  it isn't for this system

Exit status: 0 every promise was kept, 1 one was not, 2 a usage error,
130 interrupted.
";

/// Reads what comes after the command.
pub fn read(parser: &mut lexopt::Parser) -> Result<Task, lexopt::Error> {
    let mut options = check::Options::default();
    loop {
        if options.init
            && let Some(mut rest) = parser.try_raw_args()
            && rest.next_if(|argument| argument == "--").is_some()
        {
            options.args = rest.map(ValueExt::string).collect::<Result<_, _>>()?;
            break;
        }
        let Some(argument) = parser.next()? else {
            break;
        };
        match argument {
            Long("repeat") => options.repeat = Some(parser.value()?.parse_with(runs)?),
            Long("stress") => options.stress = true,
            Long("seed") => options.seed = Some(parser.value()?.parse()?),
            Long("project") => options.project = Some(parser.value()?.into()),
            Long("init") => options.init = true,
            Long("junit") => options.junit = Some(parser.value()?.into()),
            Long("bless") => options.bless = true,
            Long("list") => options.list = true,
            Long("json") => options.json = true,
            Long("color" | "colour") => options.colour = parser.value()?.parse_with(Colour::read)?,
            Short('h') | Long("help") => return Ok(Task::Help(HELP)),
            Value(name) => options.names.push(name.string()?),
            other => return Err(other.unexpected()),
        }
    }
    if options.bless && (options.json || options.list || options.junit.is_some()) {
        return Err("--bless goes with neither --json, --junit nor --list".into());
    }
    let checks = options.bless || options.json || options.list || options.junit.is_some();
    if options.init && (checks || options.repeat.is_some() || !options.names.is_empty()) {
        return Err(
            "--init goes with --project, --seed and --color alone; arguments of the program come after `--`"
                .into(),
        );
    }
    Ok(Task::Check(options))
}
