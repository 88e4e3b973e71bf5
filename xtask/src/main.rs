//! `cargo xtask`: the tasks of this workspace. This file is the command line: flags, help, and who does what.

mod builder;
mod case;
mod check;
mod contract;
mod misuse;
mod pool;
mod reader;
mod report;
mod run;
mod scratch;
mod tally;
mod text;
mod timeline;
mod tree;
mod verdict;
mod workshop;
mod workspace;

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow};
use lexopt::ValueExt;
use lexopt::prelude::{Long, Short, Value};

use misuse::Misuse;
use report::Colour;
use run::Stop;

const HELP: &str = "\
The tasks of this workspace.

Usage: cargo xtask COMMAND

Commands:
  check     run the demos and hold each to its promise
  workshop  learn the patterns by mending broken programs
  timeline  draw who worked on what, and when

`cargo xtask COMMAND --help` tells more.
";

const CHECK_HELP: &str = "\
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

const WORKSHOP_HELP: &str = "\
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

const TIMELINE_HELP: &str = "\
Runs demos, and draws who worked on what, and when: a bar for each worker, all demos on one time scale.

Usage: cargo xtask timeline [OPTIONS] [DEMO...] [-- ARGUMENTS for the demos]

Without a DEMO it compares tokio-mpsc and flume-mpmc: the same tasks, dealt in two ways. With sync-to-async and
async-to-sync it also shows, for several capacities, how full the queue was and how long the messages waited.

A bar has a block with a number for each task, `·` where its worker had nothing to do, `!` where a panic ended a task,
and low blocks for tasks that are too short to be seen, as high as the worker was busy.

Options:
  --svg FILE    write it as a picture too, for slides and READMEs
  --trace FILE  write what happened in the Trace Event Format, for ui.perfetto.dev or chrome://tracing
  --capacity N  how many messages may wait in the queue, to compare; may be given more than once
                [default: 0, 1, 64 and 1000000, unless there are ARGUMENTS]
  --color WHEN  auto, always or never; NO_COLOR turns it off too
  -h, --help    print this

Exit status: 0 all tasks were done, 1 one was lost or a demo failed, 2 the command was wrong, 130 it was interrupted.
";

/// The exit status of a program that was interrupted.
const INTERRUPTED: u8 = 130;
/// A second interrupt that comes this long after the first means that ending in good order takes too long.
const PATIENCE: Duration = Duration::from_secs(1);

/// As often as a case may be run at one go.
const MOST_RUNS: usize = 1_000_000;

/// What the command line asks for.
enum Task {
    Help(&'static str),
    Check(check::Options),
    Workshop(workshop::Options),
    Timeline(timeline::Options),
}

fn main() -> ExitCode {
    let stop = Stop::default();
    match begin(&stop) {
        // Whatever it came to: it was cut short.
        _ if stop.is_interrupt() => ExitCode::from(INTERRUPTED),
        Ok(code) => code,
        Err(error) if report::nobody_reads(&error) => ExitCode::FAILURE,
        Err(error) => {
            // With stderr closed too, the exit status must do.
            let _ = writeln!(io::stderr(), "error: {error:#}");
            ExitCode::from(if error.is::<Misuse>() { 2 } else { 1 })
        }
    }
}

fn begin(stop: &Stop) -> Result<ExitCode> {
    stop_on_interrupt(stop.clone())?;
    match read_command_line()? {
        Task::Help(text) => {
            report::print(text)?;
            Ok(ExitCode::SUCCESS)
        }
        Task::Check(options) => check::run(&options, stop),
        Task::Workshop(options) => workshop::run(&options, stop),
        Task::Timeline(options) => timeline::run(&options, stop),
    }
}

fn read_command_line() -> Result<Task> {
    let mut parser = lexopt::Parser::from_env();
    match parser.next().map_err(|error| wrong(&error, HELP))? {
        Some(Short('h') | Long("help")) => Ok(Task::Help(HELP)),
        Some(Value(command)) if command == "check" => {
            read_check(&mut parser).map_err(|error| wrong(&error, CHECK_HELP))
        }
        Some(Value(command)) if command == "workshop" => {
            read_workshop(&mut parser).map_err(|error| wrong(&error, WORKSHOP_HELP))
        }
        Some(Value(command)) if command == "timeline" => {
            read_timeline(&mut parser).map_err(|error| wrong(&error, TIMELINE_HELP))
        }
        Some(Value(command)) if command == "help" => Ok(Task::Help(HELP)),
        Some(Value(command)) => {
            Err(wrong(&format!("there is no command {:?}", command.to_string_lossy()), HELP))
        }
        Some(other) => Err(wrong(&other.unexpected(), HELP)),
        None => Err(wrong(&"which command?", HELP)),
    }
}

fn read_check(parser: &mut lexopt::Parser) -> Result<Task, lexopt::Error> {
    let mut options = check::Options::default();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("repeat") => options.repeat = Some(parser.value()?.parse_with(runs)?),
            Long("bless") => options.bless = true,
            Long("list") => options.list = true,
            Long("json") => options.json = true,
            Long("color" | "colour") => options.colour = parser.value()?.parse_with(Colour::read)?,
            Short('h') | Long("help") => return Ok(Task::Help(CHECK_HELP)),
            Value(name) => options.names.push(name.string()?),
            other => return Err(other.unexpected()),
        }
    }
    if options.bless && (options.json || options.list) {
        return Err("--bless goes with neither --json nor --list".into());
    }
    Ok(Task::Check(options))
}

fn read_workshop(parser: &mut lexopt::Parser) -> Result<Task, lexopt::Error> {
    let mut words: Vec<String> = Vec::new();
    let mut colour = Colour::default();
    let mut flags = workshop::Flags::default();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("repeat") => flags.repeat = Some(parser.value()?.parse_with(runs)?),
            Long("all") => flags.all = true,
            Short('y') | Long("yes") => flags.yes = true,
            Long("color" | "colour") => colour = parser.value()?.parse_with(Colour::read)?,
            Short('h') | Long("help") => return Ok(Task::Help(WORKSHOP_HELP)),
            Value(word) => words.push(word.string()?),
            other => return Err(other.unexpected()),
        }
    }
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let command = workshop::Command::read(&words, &flags)?;
    Ok(Task::Workshop(workshop::Options { command, colour }))
}

fn read_timeline(parser: &mut lexopt::Parser) -> Result<Task, lexopt::Error> {
    let mut options = timeline::Options::default();
    loop {
        // What comes after `--` is for the demos.
        if let Some(mut rest) = parser.try_raw_args()
            && rest.next_if(|argument| argument == "--").is_some()
        {
            options.args = rest.map(ValueExt::string).collect::<Result<_, _>>()?;
            break;
        }
        match parser.next()? {
            Some(Long("svg")) => options.svg = Some(parser.value()?.into()),
            Some(Long("trace")) => options.trace = Some(parser.value()?.into()),
            Some(Long("capacity")) => options.capacities.push(parser.value()?.parse_with(capacity)?),
            Some(Long("color" | "colour")) => options.colour = parser.value()?.parse_with(Colour::read)?,
            Some(Short('h') | Long("help")) => return Ok(Task::Help(TIMELINE_HELP)),
            Some(Value(name)) => options.names.push(name.string()?),
            Some(other) => return Err(other.unexpected()),
            None => break,
        }
    }
    if options.svg.is_some() && options.svg == options.trace {
        return Err("--svg and --trace name the same file".into());
    }
    Ok(Task::Timeline(options))
}

fn capacity(text: &str) -> Result<u64, &'static str> {
    // As many as the demos take.
    text.parse()
        .ok()
        .filter(|&number| i64::try_from(number).is_ok())
        .ok_or("it must be a whole number from 0 to 9223372036854775807")
}

fn runs(text: &str) -> Result<usize, &'static str> {
    text.parse()
        .ok()
        .filter(|number| (1..=MOST_RUNS).contains(number))
        .ok_or("it must be a whole number from 1 to 1000000")
}

/// A mistake on the command line, with the usage line of the help that explains.
fn wrong(error: &dyn std::fmt::Display, help: &str) -> anyhow::Error {
    let usage = help.lines().find(|line| line.starts_with("Usage:")).unwrap_or_default();
    anyhow!(Misuse(format!("{error}\n{usage}\n`--help` tells more.")))
}

/// On Ctrl-C, and where there are signals on SIGTERM and SIGHUP, everyone is asked to stop.
fn stop_on_interrupt(stop: Stop) -> Result<()> {
    let mut first = None;
    let handler = move || {
        let first = *first.get_or_insert_with(Instant::now);
        stop.interrupt();
        // Ending in good order takes a moment; someone who asks again later would not wait for it. (The
        // same interrupt can come twice in a row, to this process and to its group.)
        if first.elapsed() > PATIENCE {
            workshop::terminal::restore();
            std::process::exit(INTERRUPTED.into());
        }
    };
    ctrlc::set_handler(handler).context("Ctrl-C can't be watched for")
}
