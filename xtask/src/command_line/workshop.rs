//! The command line of `cargo xtask workshop`.

use lexopt::ValueExt;
use lexopt::prelude::{Long, Short, Value};

use super::{Task, runs, suggestion};
use crate::term::Colour;
use crate::workshop::{COMMANDS, Command, Options, WatchOptions};

/// What `--help` prints.
pub const HELP: &str = "\
Small programs, each broken the way real ones are. Fix them one by one.

Usage: cargo xtask workshop [OPTIONS] [COMMAND]

Without a command it shows the current exercise, checks it, and checks it
again whenever you save its file.

Commands:
  list              list the exercises, and how far you are
  run [NAME]        check an exercise once; without a name the current one
  hint NAME [1..3]  1 where to look, 2 what happens, 3 how to fix it
  solution NAME     show a right answer, as the difference from your file
  reset NAME        put the starter back; your file is kept beside it
  next              go on to the next exercise
  verify [NAME...]  prove that each exercise fails as its exercise.toml says,
                    that right answers pass, and that wrong ones don't
  doctor            check that this machine is ready for a workshop

A NAME is an exercise's name, its number, or a part of the name that no other
exercise has.

Options:
  --plain       print one thing after the other: no screen that is redrawn
  --edit CMD    what `e` opens your file with, instead of $VISUAL or $EDITOR
  --yes         solution: don't ask
  --apply       solution: put it in place of your file, which is kept beside it
  --all         reset: every exercise
  --repeat N    verify: judge each right answer N times
  --color WHEN  auto, always or never; NO_COLOR turns it off too
  -h, --help    print this

Exit status: 0 it passes, 1 it doesn't, 2 a usage error, 130 interrupted.
";

/// The flags that go with some of the commands.
#[derive(Default)]
struct Flags {
    repeat: Option<usize>,
    yes: bool,
    all: bool,
    apply: bool,
    watch: WatchOptions,
}

/// Reads what comes after the command.
pub fn read(parser: &mut lexopt::Parser) -> Result<Task, lexopt::Error> {
    let mut words: Vec<String> = Vec::new();
    let mut colour = Colour::default();
    let mut flags = Flags::default();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("repeat") => flags.repeat = Some(parser.value()?.parse_with(runs)?),
            Long("all") => flags.all = true,
            Long("apply") => flags.apply = true,
            Long("plain") => flags.watch.plain = true,
            Long("edit") => flags.watch.editor = Some(parser.value()?.string()?),
            Short('y') | Long("yes") => flags.yes = true,
            Long("color" | "colour") => colour = parser.value()?.parse_with(Colour::read)?,
            Short('h') | Long("help") => return Ok(Task::Help(HELP)),
            Value(word) => words.push(word.string()?),
            other => return Err(other.unexpected()),
        }
    }
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    Ok(Task::Workshop(Options { command: command(&words, flags)?, colour }))
}

fn command(words: &[&str], flags: Flags) -> Result<Command, String> {
    let name = |name: &str| name.to_owned();
    let misplaced = |command: &str| {
        let only = [
            ("--repeat", flags.repeat.is_some(), "verify"),
            ("--yes", flags.yes, "solution"),
            ("--apply", flags.apply, "solution"),
            ("--all", flags.all, "reset"),
            ("--plain", flags.watch.plain, ""),
            ("--edit", flags.watch.editor.is_some(), ""),
        ];
        only.into_iter().find(|&(_, is_given, of)| is_given && of != command).map(|(flag, ..)| flag)
    };
    if let Some(flag) = misplaced(words.first().copied().unwrap_or_default()) {
        return Err(format!("{flag} doesn't go with this command"));
    }
    Ok(match *words {
        [] => Command::Watch(flags.watch),
        ["list"] => Command::List,
        ["run"] => Command::Run(None),
        ["run", exercise] => Command::Run(Some(name(exercise))),
        ["hint", exercise] => Command::Hint(name(exercise), 1),
        ["hint", exercise, level] => {
            let level = ["1", "2", "3"].iter().position(|known| *known == level);
            Command::Hint(name(exercise), level.ok_or("a hint's level is 1, 2 or 3")? + 1)
        }
        ["solution", exercise] => {
            Command::Solution { name: name(exercise), yes: flags.yes, apply: flags.apply }
        }
        ["reset"] if flags.all => Command::Reset(None),
        ["reset", exercise] if !flags.all => Command::Reset(Some(name(exercise))),
        ["reset", ..] => return Err("reset takes either one name or --all".to_owned()),
        ["next"] => Command::Next,
        ["doctor"] => Command::Doctor,
        ["verify", ref names @ ..] => {
            let names = names.iter().map(|exercise| name(exercise)).collect();
            Command::Verify { names, repeat: flags.repeat.unwrap_or(1) }
        }
        ["hint" | "solution"] => return Err(format!("{}: of which exercise?", words[0])),
        [command, ..] if COMMANDS.contains(&command) => {
            return Err(format!("{command}: what is {:?}?", words[words.len() - 1]));
        }
        [command, ..] => {
            let hint = suggestion(command, COMMANDS);
            return Err(format!("there is no command `workshop {command}`{hint}"));
        }
    })
}
