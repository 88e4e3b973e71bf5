//! The command line of `cargo xtask timeline`.

use lexopt::ValueExt;
use lexopt::prelude::{Long, Short, Value};

use super::Task;
use crate::term::Colour;
use crate::timeline;

/// What `--help` prints.
pub const HELP: &str = "\
Runs demos, and draws which worker did what, and when: a bar for each worker, all demos on one time axis.

Usage: cargo xtask timeline [OPTIONS] [DEMO...] [-- ARGUMENTS for the demos]

Without a DEMO, it compares tokio-mpsc and flume-mpmc: the same tasks, dispatched in two ways. For sync-to-async and
async-to-sync it also shows, for several capacities, how full the queue was and how long messages waited.

A bar has a block with a number for each task, `·` where the worker was idle, and `!` where a panic ended a task. Tasks
that are too short to be seen are low blocks, as high as the utilization.

Options:
  --svg FILE    also write the picture as SVG, for slides and READMEs
  --trace FILE  also write a trace in the Trace Event Format, for ui.perfetto.dev or chrome://tracing
  --capacity N  compare this capacity of the queue; may be given more than once
                [default: 0, 1, 64 and 1000000, or none if there are ARGUMENTS]
  --color WHEN  auto, always or never; NO_COLOR turns it off too
  -h, --help    print this

Exit status: 0 all tasks were done, 1 one was lost or a demo failed, 2 usage error, 130 interrupted
";

/// Reads what comes after the command.
pub fn read(parser: &mut lexopt::Parser) -> Result<Task, lexopt::Error> {
    let mut options = timeline::Options::default();
    loop {
        // Everything after `--` goes to the demos.
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
