//! The command line of `cargo xtask bench`.

use lexopt::ValueExt;
use lexopt::prelude::{Long, Short, Value};

use super::Task;
use crate::bench;
use crate::report::Colour;

/// What `--help` prints.
pub const HELP: &str = "\
Measures the demos' ways of passing work on beside others, and says how they compare.

Usage: cargo xtask bench [OPTIONS] [NAME...]

A NAME is a bench; --list lists them. Without one, all are measured.

The contestants of a table take turns, each often enough. A figure is the median; behind it is the range, from ten
rounds on without a tenth of them at either end, and with a ~ where it is too wide. A ratio is taken in each round,
to what has a 1. Ours are marked with *. On a machine that does something else too, figures are worth little.

Options:
  --quick       a first look: smaller inputs, fewer rounds
  --list        list the benches; build and run nothing
  --out DIR     where results.md, results.json and a picture of each bench go [default: target/bench]
  --color WHEN  auto, always or never; NO_COLOR turns it off too
  -h, --help    print this

Figures to reach:
  reached  it is
  missed   it isn't
  unclear  the limit lies within the range

Exit status: 0 all was measured, whatever the figures; 1 something could not be, 2 the command was wrong,
130 it was interrupted.
";

/// Reads what comes after the command.
pub fn read(parser: &mut lexopt::Parser) -> Result<Task, lexopt::Error> {
    let mut options = bench::Options::default();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("quick") => options.quick = true,
            Long("list") => options.list = true,
            Long("out") => options.out = Some(parser.value()?.into()),
            Long("color" | "colour") => options.colour = parser.value()?.parse_with(Colour::read)?,
            Short('h') | Long("help") => return Ok(Task::Help(HELP)),
            Value(name) => options.names.push(name.string()?),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Task::Bench(options))
}

/// Reads what a bench gives this program to copy.
#[cfg(feature = "bench")]
pub fn read_copy(parser: &mut lexopt::Parser) -> Result<Task, lexopt::Error> {
    Ok(Task::Copy(parser.value()?.parse_with(bench::Way::read)?, parser.value()?.into()))
}
