//! The command line of `cargo xtask workshop`.

use lexopt::ValueExt;
use lexopt::prelude::{Long, Short, Value};

use super::{Task, runs};
use crate::report::Colour;
use crate::workshop;

/// What `--help` prints.
pub const HELP: &str = "\
Exercises: small programs that are broken the way real ones are. Mend them.

Usage: cargo xtask workshop [OPTIONS] [COMMAND]

Without a command it shows the exercise you are at, checks it, and checks it again whenever you save its file.

Commands:
  list              list the exercises, and how far you are
  run [NAME]        check an exercise once; without a name the one you are at
  hint NAME [1..3]  a hint: 1 where to look, 2 what happens, 3 how to mend it
  solution NAME     show a right answer, as the difference from your file
  reset NAME        put the starter back; your file is kept beside it
  next              go on to the next exercise
  verify [NAME...]  prove that each exercise fails as it says, and that each right answer passes
  doctor            say whether this machine is ready for a workshop

A NAME is an exercise's name, its number, or a part of the name that no other has.

Options:
  --yes         solution: don't ask
  --all         reset: every exercise
  --repeat N    verify: judge each right answer N times
  --color WHEN  auto, always or never; NO_COLOR turns it off too
  -h, --help    print this

Exit status: 0 it passes, 1 it doesn't, 2 the command was wrong, 130 it was interrupted.
";

/// Reads what comes after the command.
pub fn read(parser: &mut lexopt::Parser) -> Result<Task, lexopt::Error> {
    let mut words: Vec<String> = Vec::new();
    let mut colour = Colour::default();
    let mut flags = workshop::Flags::default();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("repeat") => flags.repeat = Some(parser.value()?.parse_with(runs)?),
            Long("all") => flags.all = true,
            Short('y') | Long("yes") => flags.yes = true,
            Long("color" | "colour") => colour = parser.value()?.parse_with(Colour::read)?,
            Short('h') | Long("help") => return Ok(Task::Help(HELP)),
            Value(word) => words.push(word.string()?),
            other => return Err(other.unexpected()),
        }
    }
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let command = workshop::Command::read(&words, &flags)?;
    Ok(Task::Workshop(workshop::Options { command, colour }))
}
