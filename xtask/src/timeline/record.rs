//! Runs the demos with their recorder on, and reads what it wrote.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};

use super::events::Events;
use super::load;
use super::model::Timeline;
use crate::report::{LINE, STDERR};
use crate::run::{End, Launch, Outcome, Stop, run};
use crate::scratch::Scratch;
use crate::text::{quoted, tail};

/// Names the file that a demo records itself to.
const VARIABLE: &str = "RAINBOW_TIMELINE";
const RECORDING: &str = "timeline.tsv";
const NOTHING: &str = "it recorded nothing: it did no task, or its `process` doesn't use `shared::timeline`";

/// How long a run may take.
const LIMIT: Duration = Duration::from_secs(30);

/// How much the program copies that copies its input.
const INPUT: usize = 64 << 20;

/// A run of a demo, and those under different capacities, if it has a queue to bound.
#[derive(Debug, Default)]
pub struct Run {
    /// The demo's.
    pub name: String,
    /// What it was given.
    pub args: Vec<String>,
    /// What it did.
    pub timeline: Timeline,
    /// What was wrong, a line each.
    pub faults: Vec<String>,
    /// The last lines it printed to stderr, if something was wrong.
    pub stderr: Vec<String>,
    /// What the compiler said, if it isn't built.
    pub compiler: String,
    /// What was done under each capacity, in a few words.
    pub load: &'static str,
    /// The same work under different capacities.
    pub parts: Vec<Part>,
}

/// A run under one capacity.
#[derive(Debug, Default)]
pub struct Part {
    /// How many messages could wait in the queue.
    pub capacity: u64,
    /// What it did.
    pub timeline: Timeline,
    /// What was wrong, a line each.
    pub faults: Vec<String>,
}

impl Run {
    /// The program with its arguments, as a shell takes them.
    pub fn command(&self) -> String {
        let args = self.args.iter().map(|argument| format!(" {}", quoted(argument)));
        self.name.clone() + &args.collect::<String>()
    }

    /// Whether all went well.
    pub fn is_well(&self) -> bool {
        let well = |timeline: &Timeline, faults: &[String]| faults.is_empty() && timeline.is_complete();
        well(&self.timeline, &self.faults) && self.parts.iter().all(|part| well(&part.timeline, &part.faults))
    }
}

/// What is put through a queue, to see what its capacity does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Load {
    /// Lines on stdin.
    Lines,
    /// Numbers, from clients over TCP.
    Numbers,
}

impl Load {
    /// The load of a demo that has a queue to bound.
    pub fn of(demo: &str) -> Option<Load> {
        match demo {
            "sync-to-async" => Some(Load::Lines),
            "async-to-sync" => Some(Load::Numbers),
            _ => None,
        }
    }

    /// What it is, in a few words.
    pub fn words(self) -> &'static str {
        match self {
            Load::Lines => "64 MiB of lines, in blocks, to a file",
            Load::Numbers => "256 numbers from 32 clients at once",
        }
    }
}

/// Runs demos in folders of their own.
pub struct Stage<'a> {
    /// Where their folders are.
    pub scratch: &'a Scratch,
    /// A wish to stop.
    pub stop: &'a Stop,
}

impl Stage<'_> {
    /// Runs a demo as its user would. `None` if it was stopped.
    pub fn plain(&self, name: &str, program: &Path, args: &[String]) -> Result<Option<Run>> {
        let input = (Load::of(name) == Some(Load::Lines)).then(lines);
        let recorded =
            self.record(name, program, args, |launch| run(&Launch { input, ..launch }, self.stop))?;
        Ok(recorded.map(|Recorded { timeline, faults, stderr }| Run {
            name: name.to_owned(),
            args: args.to_vec(),
            timeline,
            faults,
            stderr,
            ..Run::default()
        }))
    }

    /// Runs a demo under its load with a queue of this capacity. `None` if it was stopped.
    pub fn loaded(
        &self,
        name: &str,
        load: Load,
        program: &Path,
        args: &[String],
        capacity: u64,
    ) -> Result<Option<Part>> {
        let mut args = args.to_vec();
        args.extend(["--capacity".to_owned(), capacity.to_string()]);
        if load == Load::Numbers {
            args.extend(["--listen".to_owned(), "127.0.0.1:0".to_owned()]);
        }
        let mut missing = None;
        let recorded = self.record(name, program, &args, |launch| match load {
            Load::Lines => run(&Launch { input: Some(lines()), ..launch }, self.stop),
            Load::Numbers => {
                let (outcome, fault) = load::ask(&launch, self.stop)?;
                missing = fault;
                Ok(outcome)
            }
        })?;
        Ok(recorded.map(|Recorded { timeline, mut faults, stderr }| {
            faults.extend(missing);
            faults.extend(stderr);
            Part { capacity, timeline, faults }
        }))
    }

    /// Runs a program in a folder of its own, and reads what it recorded. `None` if it was stopped.
    fn record(
        &self,
        name: &str,
        program: &Path,
        args: &[String],
        run: impl FnOnce(Launch) -> Result<Outcome>,
    ) -> Result<Option<Recorded>> {
        let folder = self.scratch.fresh(name, "run")?;
        let recording = folder.join(RECORDING);
        let environment = [(VARIABLE, recording.as_os_str())];
        let (folder, environment) = (folder.as_path(), environment.as_slice());
        let (limit, steps) = (LIMIT, [].as_slice());
        let outcome =
            run(Launch { program, args, input: None, folder, limit, steps, environment, measure: false })?;
        if outcome.end == End::Stopped {
            let _ = fs::remove_dir_all(folder);
            return Ok(None);
        }
        let mut faults: Vec<String> = fault(&outcome).into_iter().collect();
        let events = read(&recording).unwrap_or_else(|error| {
            faults.push(format!("{error:#}"));
            None
        });
        if events.is_none() && faults.is_empty() {
            faults.push(NOTHING.to_owned());
        }
        // What can't be removed is forgotten in a day.
        let _ = fs::remove_dir_all(folder);
        let stderr = if faults.is_empty() { Vec::new() } else { tail(&outcome.stderr, STDERR, LINE) };
        Ok(Some(Recorded { timeline: Timeline::new(&events.unwrap_or_default()), faults, stderr }))
    }
}

/// What one run did.
struct Recorded {
    timeline: Timeline,
    /// What was wrong, a line each.
    faults: Vec<String>,
    /// The last lines of its stderr, if something was wrong.
    stderr: Vec<String>,
}

/// What a demo recorded. `None` if it didn't.
fn read(recording: &Path) -> Result<Option<Events>> {
    match fs::read(recording) {
        // A line that was cut short may end in half a character.
        Ok(text) => Events::read(&String::from_utf8_lossy(&text)).map(Some),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).context("what it recorded can't be read"),
    }
}

/// How a run ended, if that wasn't well.
fn fault(outcome: &Outcome) -> Option<String> {
    match outcome.end {
        End::Exited(status) if status.success() => None,
        End::Exited(status) => Some(match status.code() {
            Some(code) => format!("it ended with exit status {code}"),
            None => format!("it was killed: {status}"),
        }),
        End::OverLimit => Some(format!("still running after {} s, so it was ended", LIMIT.as_secs())),
        End::LeftBehind(_) => Some("a process that it started went on".to_owned()),
        End::Flooded(stream) => Some(format!("it printed too much to {stream}, so it was ended")),
        End::Stopped => Some("it was stopped".to_owned()),
    }
}

/// Whole lines, as many as it takes.
fn lines() -> Arc<[u8]> {
    let line = b"From the sync side to the async side, over a bridge in all colours.\n";
    line.repeat(INPUT / line.len()).into()
}
