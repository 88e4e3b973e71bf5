//! Runs the demos with their recorder on. Everything that the timeline needs of the runner is here.

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};

use super::model::Timeline;
use super::{clients, recording};
use crate::engine::cancel::CancellationToken;
use crate::engine::process::{End, Hangs, KEPT, RunOutcome, RunSpec, Stderr, Stdin, run as run_program};
use crate::engine::scratch::Scratch;
use crate::engine::spec::Fault;
use crate::explain::{LINE, STDERR};
use crate::text::{quote, tail};

/// Names the file that a demo records itself to.
const VARIABLE: &str = "RAINBOW_TIMELINE";
const NOTHING: &str =
    "it recorded nothing: it did no task, or its `process` has no guard from `shared::timeline`";

/// The demos with a bounded queue: one gets lines on stdin, the other numbers from clients over TCP.
const LINES: &str = "sync-to-async";
const NUMBERS: &str = "async-to-sync";

/// How long a run may take: on a busy machine one that takes a second can take a minute.
const LIMIT: Duration = Duration::from_secs(120);
/// The size of the input of sync-to-async.
const INPUT: usize = 64 << 20;

/// A run of a demo.
#[derive(Debug, Default)]
pub struct Run {
    pub name: String,
    /// Without those that the load needs.
    pub args: Vec<String>,
    /// The capacity of its queue, if the run is one of a comparison.
    pub capacity: Option<u64>,
    pub timeline: Timeline,
    /// What was wrong, a line each.
    pub faults: Vec<String>,
    /// The end of its stderr, if something was wrong.
    pub stderr: Vec<String>,
}

impl Run {
    /// The program with its arguments, as a shell takes them.
    pub fn command(&self) -> String {
        let capacity = self.capacity.map(|capacity| format!(" --capacity {capacity}"));
        let args: String = self.args.iter().map(|argument| format!(" {}", quote(argument))).collect();
        self.name.clone() + &args + &capacity.unwrap_or_default()
    }

    /// Whether all went well.
    pub fn is_well(&self) -> bool {
        self.faults.is_empty() && self.timeline.is_complete()
    }
}

/// What is put through the bounded queue of a demo, if it has one.
pub fn load(demo: &str) -> Option<&'static str> {
    match demo {
        LINES => Some("64 MiB of lines, in blocks of 64 KiB or so, to a file"),
        NUMBERS => Some("256 numbers from 32 clients at once"),
        _ => None,
    }
}

/// Runs a demo in a folder of its own: as its user would, or under its load with a queue of this capacity. `None` if it
/// was interrupted.
pub fn record(
    name: &str,
    program: &Path,
    args: &[String],
    capacity: Option<u64>,
    scratch: &Scratch,
    cancel: &CancellationToken,
) -> Result<Option<Run>> {
    let folder = &scratch.fresh(name, "run")?;
    let file = folder.join("timeline.jsonl");
    let mut all_args = args.to_vec();
    all_args
        .extend(capacity.into_iter().flat_map(|capacity| ["--capacity".to_owned(), capacity.to_string()]));
    // To print a backtrace takes longer than the work that panicked.
    let env =
        [(OsString::from(VARIABLE), file.clone().into_os_string()), ("RUST_BACKTRACE".into(), "0".into())];
    let launch = |args: &[String], cancel: &CancellationToken| {
        let args: Vec<OsString> = args.iter().map(OsString::from).collect();
        let spec = RunSpec {
            program,
            args: &args,
            folder,
            env: &env,
            stdin: if name == LINES { Stdin::Bytes(lines()) } else { Stdin::Empty },
            limit: LIMIT,
            most: KEPT,
            fault: &Fault::default(),
            timed: &[],
            measure: false,
            stderr: Stderr::Collected,
            // A server that waits for our clients is none.
            hangs: Hangs::ReachTheLimit,
        };
        run_program(&spec, cancel)
    };
    let (outcome, missing) = if name == NUMBERS && capacity.is_some() {
        let address = clients::free_address()?;
        all_args.extend(["--listen".to_owned(), address.to_string()]);
        clients::serve(address, |cancel| launch(&all_args, cancel), cancel)?
    } else {
        (launch(&all_args, cancel)?, None)
    };

    let recorded = read(&file);
    // What can't be removed is removed in a day.
    let _ = fs::remove_dir_all(folder);
    if cancel.is_cancelled() {
        return Ok(None);
    }
    let mut run = Run { name: name.to_owned(), args: args.to_vec(), capacity, ..Run::default() };
    run.faults.extend(fault(&outcome).into_iter().chain(missing));
    match recorded {
        Ok(timeline) => run.timeline = timeline,
        Err(error) if run.faults.is_empty() => run.faults.push(format!("{error:#}")),
        Err(_) => {}
    }
    let stderr = tail(&outcome.stderr, STDERR, LINE);
    if !run.faults.is_empty() && !stderr.is_empty() {
        run.stderr.push("stderr ended with:".to_owned());
        run.stderr.extend(stderr.into_iter().map(|line| format!("  {line}")));
    }
    Ok(Some(run))
}

/// What a demo recorded.
fn read(file: &Path) -> Result<Timeline> {
    let text = fs::read(file).context(NOTHING)?;
    // A line that was cut off may end in half a character.
    recording::read(&String::from_utf8_lossy(&text))
}

/// What was wrong with how a run ended.
fn fault(outcome: &RunOutcome) -> Option<String> {
    match outcome.end {
        End::Exited(status) if status.success() => None,
        End::Exited(status) => Some(match status.code() {
            Some(code) => format!("it exited with status {code}"),
            None => format!("it was killed: {status}"),
        }),
        End::OverLimit | End::Deadlocked => {
            Some(format!("killed at the time limit of {} s", LIMIT.as_secs()))
        }
        End::LeftBehind(_) => Some("it left a process behind".to_owned()),
        End::Flooded(stream) => Some(format!("killed because it printed too much to {stream}")),
        // Its clients were done.
        End::Cancelled => None,
    }
}

/// Whole lines for stdin.
fn lines() -> Arc<[u8]> {
    let line = b"From the sync side to the async side, over a bridge in all colours.\n";
    line.repeat(INPUT / line.len()).into()
}
