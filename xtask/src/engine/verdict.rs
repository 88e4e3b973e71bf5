//! The words of the judge: a verdict for each run, and the problems behind it.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::cargo::BuildFailure;
use super::compare::{Before, Lane, LineMismatch};
use super::hang::{Activity, Hang};
use super::process::Stream;
use super::spec::Status;
use crate::text::{count, escape};

/// What became of a case, in one word.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Verdict {
    /// It kept its promise.
    #[serde(rename = "ok")]
    Ok,
    /// Its output, its stderr or its files are not what was promised (and perhaps its status neither).
    Diff,
    /// It didn't end, or a process that it started didn't.
    Hang,
    /// A signal killed it, or its main thread panicked.
    Crash,
    /// Only its exit status is not what was promised.
    Status,
    /// It printed more than is kept.
    Flood,
    /// It used more memory than it may.
    Memory,
    /// It used more processor time than it may.
    Cpu,
    /// Too few or too many pieces of its work were in flight at once.
    Overlap,
    /// A lint fired that must not.
    Lint,
    /// It doesn't compile.
    Build,
    /// It isn't for this system.
    #[serde(rename = "skipped")]
    Skipped,
    /// It could not be run, through no fault of its own.
    Error,
}

impl Verdict {
    /// The word for it in every report.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Ok => "ok",
            Verdict::Diff => "DIFF",
            Verdict::Hang => "HANG",
            Verdict::Crash => "CRASH",
            Verdict::Status => "STATUS",
            Verdict::Flood => "FLOOD",
            Verdict::Memory => "MEMORY",
            Verdict::Cpu => "CPU",
            Verdict::Overlap => "OVERLAP",
            Verdict::Lint => "LINT",
            Verdict::Build => "BUILD",
            Verdict::Skipped => "skipped",
            Verdict::Error => "ERROR",
        }
    }

    /// Whether a check with such a verdict in it has failed.
    pub fn failed(self) -> bool {
        !matches!(self, Verdict::Ok | Verdict::Skipped)
    }
}

/// One thing that is wrong with a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// A line of stdout that is missing, unexpected, repeated or out of order.
    Line(LineMismatch),
    /// There is no log to compare the output with.
    NoLog { log: String },
    /// Its program isn't there.
    NotBuilt(BuildFailure),
    /// The checker itself failed.
    NotRun { error: String },
    /// It was killed at its limit, or because nothing could wake it any more.
    Hung(HungRun),
    /// It exited, and a process that it started still ran.
    LeftBehind,
    /// It printed more than is kept.
    Flooded(Stream, usize),
    /// A signal killed it.
    Killed { signal: String },
    /// Its main thread panicked.
    Panicked,
    /// It exited with another status.
    Status { expected: Status, got: Option<i32> },
    /// Its stderr doesn't have this text.
    StderrLacks { text: String },
    /// It doesn't report this loss.
    LossMissing { text: String },
    /// It reports a loss that isn't one.
    LossUnexpected { line: Vec<u8> },
    /// It reports something else about its file.
    NotReported { text: String },
    /// A file is missing, or holds something else.
    File { file: String, difference: String },
    /// It left a file that nobody asked for.
    UnexpectedFile { file: String },
    /// It used more memory than it may, in bytes.
    Memory { peak: u64, limit: u64 },
    /// It used more processor time than it may.
    Cpu { used: Duration, limit: Duration },
    /// Too few pieces of its work were in flight at once.
    TooFewAtOnce { most: usize, wanted: usize },
    /// Too many pieces of its work were in flight at once.
    TooManyAtOnce { most: usize, allowed: usize },
    /// Other pieces of work were done than there are.
    Pieces { begun: usize, ended: usize, wanted: usize },
    /// Lints fired that must not.
    Lints { lints: Vec<String>, messages: String },
}

/// How far a run had come that didn't end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HungRun {
    /// How long it ran.
    pub elapsed: Duration,
    /// How many lines it had printed.
    pub lines: usize,
    /// How many it was to print.
    pub expected: usize,
    /// The last line that came.
    pub last: Option<Vec<u8>>,
    /// The text that a step still waited for.
    pub waiting: Option<String>,
    /// What its threads did.
    pub hang: Hang,
}

impl HungRun {
    /// Whether every line had come.
    pub fn all_lines_came(&self) -> bool {
        self.lines >= self.expected && self.waiting.is_none()
    }

    /// What most likely keeps it, as far as can be told from outside.
    pub fn likely_cause(&self) -> &'static str {
        let threads = &self.hang.threads;
        let any = |activity: Activity| threads.iter().any(|thread| thread.activity == activity);
        let computes = self.hang.cpu.is_some_and(|cpu| cpu * 2 > self.elapsed);
        if self.hang.proven {
            if any(Activity::ReadsStdin) && self.all_lines_came() {
                return "all lines came, but a thread still reads stdin: nothing interrupts that read. What waits for it?";
            }
            if any(Activity::ReadsStdin) {
                return "a thread still reads stdin, which stays open and brings no more: nothing interrupts that read. \
                        What was to end the program?";
            }
            if self.all_lines_came() {
                return "all lines came, so the work is done. What keeps the process alive: a thread, a task, a `join`?";
            }
            if threads.iter().all(|thread| thread.activity == Activity::WaitsForEvent) {
                return "every task waits for something that never comes: a sender that is still alive, a full queue \
                        that nobody empties, a lock that is held across an `.await`?";
            }
            return "every thread waits for another: for a sender that is still alive, for room in a full queue, or \
                    for a lock? Two that wait for each other never wake.";
        }
        if computes {
            return "it computes all the time: a loop without an end, or one that never yields to the others?";
        }
        if any(Activity::Sleeps) {
            return "it waits with a time limit again and again, for something that doesn't come?";
        }
        "is it waiting for a sender that is still alive, for room in a full queue, or for a lock?"
    }
}

/// The kinds of problems that an `exercise.toml` may name.
pub const KINDS: [&str; 19] = [
    "missing",
    "unexpected",
    "repeated",
    "out of order",
    "stderr lacks",
    "loss missing",
    "loss unexpected",
    "file",
    "status",
    "over limit",
    "waits for ever",
    "left behind",
    "flooded",
    "killed",
    "panicked",
    "memory",
    "cpu",
    "overlap",
    "lints",
];

impl Problem {
    /// The word for it in reports for tools, and in `exercise.toml`.
    pub fn kind(&self) -> &'static str {
        match self {
            Problem::Line(LineMismatch::Missing { .. }) => "missing",
            Problem::Line(LineMismatch::Unexpected { .. }) => "unexpected",
            Problem::Line(LineMismatch::Repeated { .. }) => "repeated",
            Problem::Line(LineMismatch::OutOfOrder { .. }) => "out of order",
            Problem::NoLog { .. } => "no log",
            Problem::NotBuilt(_) => "not built",
            Problem::NotRun { .. } => "not run",
            Problem::Hung(HungRun { hang: Hang { proven: true, .. }, .. }) => "waits for ever",
            Problem::Hung(_) => "over limit",
            Problem::LeftBehind => "left behind",
            Problem::Flooded(..) => "flooded",
            Problem::Killed { .. } => "killed",
            Problem::Panicked => "panicked",
            Problem::Status { .. } => "status",
            Problem::StderrLacks { .. } => "stderr lacks",
            Problem::LossMissing { .. } => "loss missing",
            Problem::LossUnexpected { .. } => "loss unexpected",
            Problem::NotReported { .. } => "not reported",
            Problem::File { .. } | Problem::UnexpectedFile { .. } => "file",
            Problem::Memory { .. } => "memory",
            Problem::Cpu { .. } => "cpu",
            Problem::TooFewAtOnce { .. } | Problem::TooManyAtOnce { .. } | Problem::Pieces { .. } => {
                "overlap"
            }
            Problem::Lints { .. } => "lints",
        }
    }

    /// The line that it is about, if it is about one.
    pub fn line(&self) -> Option<&[u8]> {
        match self {
            Problem::Line(mismatch) => Some(mismatch.line()),
            Problem::LossUnexpected { line } => Some(line),
            Problem::Hung(run) => run.last.as_deref(),
            _ => None,
        }
    }
}

/// What is wrong, without the line that it is about.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::Line(mismatch) => mismatch.fmt(f),
            Problem::NoLog { log } => write!(f, "no log yet: there is no {log}"),
            Problem::NotBuilt(BuildFailure::Own(_)) => f.write_str("doesn't compile"),
            Problem::NotBuilt(BuildFailure::Dependency(_)) => f.write_str("a package that it needs doesn't compile"),
            Problem::NotRun { error } => write!(f, "could not be run: {error}"),
            Problem::Hung(run) => run.fmt(f),
            Problem::LeftBehind => f.write_str(
                "the program exited, but a process that it started still ran and held its output open; it was killed",
            ),
            Problem::Flooded(stream, most) => {
                write!(f, "printed more than {} MiB to {stream}, so it was killed", most >> 20)
            }
            Problem::Killed { signal } => write!(f, "killed by {signal}"),
            Problem::Panicked => f.write_str("its main thread panicked"),
            Problem::Status { expected, got: Some(got) } => write!(f, "exit status {got}, expected {expected}"),
            Problem::Status { expected, got: None } => write!(f, "no exit status, expected {expected}"),
            Problem::StderrLacks { text } => write!(f, "stderr lacks {text:?}"),
            Problem::LossMissing { text } => write!(f, "stderr doesn't report the loss {text:?}"),
            Problem::LossUnexpected { .. } => f.write_str("stderr reports a loss that should not be"),
            Problem::NotReported { text } => write!(f, "it doesn't report {text:?}, which its file holds"),
            Problem::File { file, difference } => write!(f, "{file} {difference}"),
            Problem::UnexpectedFile { file } => write!(f, "left the file {file}, which nobody asked for"),
            Problem::Memory { peak, limit } => {
                let mib = |bytes: u64| bytes as f64 / f64::from(1 << 20);
                write!(f, "used {:.0} MiB of memory, allowed are {:.0} MiB", mib(*peak), mib(*limit))
            }
            Problem::Cpu { used, limit } => {
                let (used, limit) = (used.as_secs_f64(), limit.as_secs_f64());
                write!(f, "used {used:.2} s of processor time, allowed are {limit} s")
            }
            Problem::TooFewAtOnce { most, wanted } => {
                write!(f, "at most {} of work in flight at once, expected {wanted}", count(*most, "piece"))
            }
            Problem::TooManyAtOnce { most, allowed } => {
                write!(f, "{} of work in flight at once, allowed are {allowed}", count(*most, "piece"))
            }
            Problem::Pieces { begun, ended, wanted } => {
                write!(f, "{} of work begun and {ended} ended, expected {wanted}", count(*begun, "piece"))
            }
            Problem::Lints { lints, .. } => write!(f, "the lint fired: {}", lints.join(", ")),
        }
    }
}

impl fmt::Display for HungRun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.elapsed.as_secs_f64();
        if self.hang.proven {
            write!(f, "waits for ever: after {seconds:.2} s nothing could wake it any more; ")?;
        } else {
            write!(f, "still running after {seconds:.2} s, so it was killed; ")?;
        }
        if let Some(text) = &self.waiting {
            write!(f, "it had not yet printed {text:?}, which was waited for; ")?;
        }
        match (self.lines, self.expected) {
            (0, 0) => f.write_str("no line came, and none was to come")?,
            (0, expected) => write!(f, "none of {} came", count(expected, "line"))?,
            (lines, expected) if lines > expected => write!(f, "{lines} lines came, expected {expected}")?,
            (lines, expected) if lines == expected => write!(f, "all {} came", count(expected, "line"))?,
            (lines, expected) => write!(f, "{lines} of {} came", count(expected, "line"))?,
        }
        if self.last.is_some() { write!(f, ", the last was") } else { Ok(()) }
    }
}

/// What is wrong with a line, without the line itself.
impl fmt::Display for LineMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LineMismatch::Missing { log_line, .. } => write!(f, "missing, log line {log_line}"),
            LineMismatch::Unexpected { output_line, times: 1, .. } => {
                write!(f, "unexpected, output line {output_line}")
            }
            LineMismatch::Unexpected { output_line, times, .. } => {
                write!(f, "unexpected, {times} times, first in output line {output_line}")
            }
            LineMismatch::Repeated { times, log_lines, .. } => {
                write!(f, "repeated, {} for ", count(*times, "time"))?;
                match log_lines.as_slice() {
                    [only] => write!(f, "log line {only}"),
                    [first, ..] => write!(f, "the {} from log line {first} on", log_lines.len()),
                    [] => Ok(()),
                }
            }
            LineMismatch::OutOfOrder { lane, log_line, after, .. } => {
                f.write_str("out of order")?;
                match lane {
                    Lane::Whole => {}
                    Lane::Labelled(label) => write!(f, " in lane `{}`", escape(label, 60))?,
                    Lane::Unlabelled => f.write_str(" among the lines without a lane")?,
                }
                write!(f, ", log line {log_line} came ")?;
                match after {
                    Some(Before { log_line: Some(before), .. }) => write!(f, "after log line {before}"),
                    Some(Before { line, log_line: None }) => write!(f, "after `{}`", escape(line, 60)),
                    None => f.write_str("first"),
                }
            }
        }
    }
}
