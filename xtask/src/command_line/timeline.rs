//! The command line of `cargo xtask timeline`.

use lexopt::ValueExt;
use lexopt::prelude::{Long, Short, Value};

use super::Task;
use crate::report::Colour;
use crate::timeline;

/// What `--help` prints.
pub const HELP: &str = "\
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

/// Reads what comes after the command.
pub fn read(parser: &mut lexopt::Parser) -> Result<Task, lexopt::Error> {
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
            Some(Short('h') | Long("help")) => return Ok(Task::Help(HELP)),
            Some(Value(name)) => options.names.push(name.string()?),
            Some(other) => return Err(other.unexpected()),
            None => break,
        }
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
