//! Judges what came of a run by what was promised.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::time::Duration;

use crate::builder::Broken;
use crate::case::Promise;
use crate::contract::{self, Before, Finding, Lane};
use crate::run::{End, KEPT, Outcome, Stream};
use crate::text::{count, shown};

/// The status with which a Rust program ends when its main thread panics.
const PANIC: i32 = 101;

/// In one word, what became of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It kept its promise.
    Ok,
    /// Its output, its stderr or its copy is not what was promised (and perhaps its status neither).
    Diff,
    /// It, or a process that it started, didn't end.
    Hang,
    /// It was killed by a signal, or panicked.
    Crash,
    /// Only its exit status is not what was promised.
    Status,
    /// It printed more than can be kept.
    Flood,
    /// It used more memory than it may.
    Memory,
    /// It used more processor time than it may.
    Cpu,
    /// Its work was done one piece after the other.
    Serial,
    /// Clippy has something to say about it.
    Lint,
    /// It doesn't compile.
    Build,
    /// It isn't for this system.
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
            Verdict::Serial => "SERIAL",
            Verdict::Lint => "LINT",
            Verdict::Build => "BUILD",
            Verdict::Skipped => "skipped",
            Verdict::Error => "ERROR",
        }
    }

    /// Every verdict that a program can earn by itself.
    pub const FAILURES: [Verdict; 10] = [
        Verdict::Build,
        Verdict::Lint,
        Verdict::Hang,
        Verdict::Diff,
        Verdict::Crash,
        Verdict::Status,
        Verdict::Flood,
        Verdict::Memory,
        Verdict::Cpu,
        Verdict::Serial,
    ];

    /// Whether a check with such a verdict in it has failed.
    pub fn failed(self) -> bool {
        !matches!(self, Verdict::Ok | Verdict::Skipped)
    }
}

/// One thing that is wrong with a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// A line that is missing, unexpected, repeated or out of order.
    Line(Finding),
    /// There is no log to hold the output against.
    NoLog { log: PathBuf },
    /// Its program isn't there.
    NotBuilt(Broken),
    /// The checker itself failed.
    NotRun { error: String },
    /// It was still running at its limit.
    OverLimit {
        limit: Duration,
        lines: usize,
        expected: usize,
        last: Option<Vec<u8>>,
        waiting: Option<String>,
    },
    /// It ended, and something that it started went on.
    LeftBehind,
    /// It printed more than is kept.
    Flooded(Stream),
    /// A signal ended it.
    Killed { signal: String },
    /// Its main thread panicked.
    Panicked,
    /// It ended with another status.
    Status { expected: i32, got: Option<i32> },
    /// Its stderr doesn't have this text.
    StderrLacks { text: String },
    /// The file it should have copied its input to is another.
    Copy { file: String, difference: String },
    /// The file it should have written is another.
    File { file: String, difference: String },
    /// It used more memory than it may, in bytes.
    Memory { peak: u64, limit: u64 },
    /// It used more processor time than it may.
    Cpu { used: Duration, limit: Duration },
    /// Fewer pieces of its work were under way at once than there should be.
    Serial { most: usize, wanted: usize },
    /// Clippy has something to say about it.
    Lints { lints: Vec<String>, messages: String },
}

/// What a run is judged by, beside its promise.
pub struct Evidence<'a> {
    /// What the log holds; nothing, if there is none.
    pub log: Option<&'a [u8]>,
    /// What the program was given on stdin.
    pub input: Option<&'a [u8]>,
    /// Where it ran.
    pub folder: &'a Path,
    /// How long it was allowed to take.
    pub limit: Duration,
}

/// Everything that is wrong with a run, and the verdict that follows.
///
/// What says most comes first: a run that hung, flooded or crashed is called that, whatever it printed. Then
/// comes what it printed, and the exit status last: a wrong status with a wrong output is a `DIFF`.
pub fn judge(outcome: &Outcome, promise: &Promise, evidence: &Evidence) -> (Verdict, Vec<Problem>) {
    let lines = lines(outcome, promise, evidence);
    let (verdict, mut problems) = match outcome.end {
        End::OverLimit | End::Stopped => (Verdict::Hang, vec![over_limit(outcome, evidence)]),
        End::LeftBehind(_) => (Verdict::Hang, vec![Problem::LeftBehind]),
        // Which of its lines were too many is not worth listing.
        End::Flooded(stream) => return (Verdict::Flood, vec![Problem::Flooded(stream)]),
        End::Exited(status) => match (signal(status), status.code()) {
            (Some(signal), _) => (Verdict::Crash, vec![Problem::Killed { signal }]),
            (None, Some(code)) if code == promise.status => (Verdict::Ok, Vec::new()),
            (None, Some(PANIC)) => (Verdict::Crash, vec![Problem::Panicked]),
            (None, got) => (Verdict::Status, vec![Problem::Status { expected: promise.status, got }]),
        },
    };
    let verdict = match verdict {
        Verdict::Ok | Verdict::Status if !lines.is_empty() => Verdict::Diff,
        verdict => verdict,
    };
    problems.extend(lines);
    (verdict, problems)
}

/// What is wrong with what it wrote: to stdout, to stderr and to its file.
fn lines(outcome: &Outcome, promise: &Promise, evidence: &Evidence) -> Vec<Problem> {
    let mut problems: Vec<Problem> = match evidence.log {
        Some(log) => {
            let findings = contract::compare(promise.order, log, &outcome.stdout);
            findings.into_iter().map(Problem::Line).collect()
        }
        None => vec![Problem::NoLog { log: promise.log.clone() }],
    };
    for text in &promise.stderr {
        if !contains(&outcome.stderr, text.as_bytes()) {
            problems.push(Problem::StderrLacks { text: text.clone() });
        }
    }
    if let (Some(file), Some(input)) = (&promise.copies_input_to, evidence.input)
        && let Some(difference) = difference(&evidence.folder.join(file), input, "the input")
    {
        problems.push(Problem::Copy { file: file.clone(), difference });
    }
    if let Some((file, contents)) = &promise.writes
        && let Some(difference) = difference(&evidence.folder.join(file), contents, "the wanted text")
    {
        problems.push(Problem::File { file: file.clone(), difference });
    }
    problems
}

fn over_limit(outcome: &Outcome, evidence: &Evidence) -> Problem {
    let lines = contract::lines(&outcome.stdout);
    Problem::OverLimit {
        limit: evidence.limit,
        lines: lines.len(),
        expected: evidence.log.map_or(0, contract::count_log_lines),
        last: lines.last().map(|line| line.to_vec()),
        waiting: outcome.waiting.clone(),
    }
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// How a file differs from what it should hold, if it does.
fn difference(file: &Path, expected: &[u8], name: &str) -> Option<String> {
    let sizes = |got: usize| format!("it has {}, {name} {}", count(got, "byte"), expected.len());
    let got = match fs::metadata(file) {
        // Far longer than the input: not worth reading.
        Ok(metadata) if metadata.len() > (expected.len() + KEPT) as u64 => {
            return Some(format!("is much longer than {name}: {}", sizes(metadata.len() as usize)));
        }
        Ok(_) => fs::read(file),
        Err(error) => Err(error),
    };
    let got = match got {
        Ok(got) if got == expected => return None,
        Ok(got) => got,
        Err(error) => return Some(format!("can't be read: {error}")),
    };
    let same = got.iter().zip(expected).take_while(|(got, expected)| got == expected).count();
    if same == got.len() {
        return Some(format!("stops short of {name}'s end: {}", sizes(got.len())));
    }
    if same == expected.len() {
        return Some(format!("goes on after {name}'s end: {}", sizes(got.len())));
    }
    let line = expected[..same].iter().filter(|&&byte| byte == b'\n').count() + 1;
    Some(format!("differs from {name} from byte {} (line {line}): {}", same + 1, sizes(got.len())))
}

/// The name of the signal that ended the program, if one did.
#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<String> {
    use std::os::unix::process::ExitStatusExt;

    let number = status.signal()?;
    let known = nix::sys::signal::Signal::try_from(number);
    Some(known.map_or_else(|_| format!("signal {number}"), |signal| signal.as_str().to_owned()))
}

/// Elsewhere a program that crashes has a status of its own.
#[cfg(not(unix))]
fn signal(_status: ExitStatus) -> Option<String> {
    None
}

impl Problem {
    /// The word for it in the JSON report.
    pub fn kind(&self) -> &'static str {
        match self {
            Problem::Line(Finding::Missing { .. }) => "missing",
            Problem::Line(Finding::Unexpected { .. }) => "unexpected",
            Problem::Line(Finding::Repeated { .. }) => "repeated",
            Problem::Line(Finding::OutOfOrder { .. }) => "out of order",
            Problem::NoLog { .. } => "no log",
            Problem::NotBuilt(_) => "not built",
            Problem::NotRun { .. } => "not run",
            Problem::OverLimit { .. } => "over limit",
            Problem::LeftBehind => "left behind",
            Problem::Flooded(_) => "flooded",
            Problem::Killed { .. } => "killed",
            Problem::Panicked => "panicked",
            Problem::Status { .. } => "status",
            Problem::StderrLacks { .. } => "stderr lacks",
            Problem::Copy { .. } => "copy",
            Problem::File { .. } => "file",
            Problem::Memory { .. } => "memory",
            Problem::Cpu { .. } => "cpu",
            Problem::Serial { .. } => "serial",
            Problem::Lints { .. } => "lints",
        }
    }

    /// The line that it is about, if it is about one.
    pub fn line(&self) -> Option<&[u8]> {
        match self {
            Problem::Line(
                Finding::Missing { line, .. }
                | Finding::Unexpected { line, .. }
                | Finding::Repeated { line, .. }
                | Finding::OutOfOrder { line, .. },
            ) => Some(line),
            Problem::OverLimit { last, .. } => last.as_deref(),
            _ => None,
        }
    }
}

/// What is wrong, without the line that it is about.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::Line(finding) => finding.fmt(f),
            Problem::NoLog { log } => {
                let name = log.file_name().unwrap_or_default();
                write!(f, "no log yet: there is no {}", name.display())
            }
            Problem::NotBuilt(Broken::Own(_)) => f.write_str("doesn't compile"),
            Problem::NotBuilt(Broken::Needed(_)) => f.write_str("what it needs doesn't compile"),
            Problem::NotBuilt(Broken::Unknown) => f.write_str("wasn't built; cargo says why above"),
            Problem::NotRun { error } => write!(f, "could not be run: {error}"),
            Problem::OverLimit { limit, lines, expected, last, waiting } => {
                write!(f, "still running after {} s, so it was ended; ", limit.as_secs_f64())?;
                if let Some(text) = waiting {
                    write!(f, "it had not yet printed {text:?}, which was waited for; ")?;
                }
                match lines {
                    0 if *expected == 0 => f.write_str("no line came, and none was to come")?,
                    0 => write!(f, "none of {} came", count(*expected, "line"))?,
                    _ => write!(f, "{lines} of {} came", count(*expected, "line"))?,
                }
                if last.is_some() { write!(f, ", the last was") } else { Ok(()) }
            }
            Problem::LeftBehind => f.write_str(
                "the program ended, but a process that it started went on and held its output open; \
                 that one was ended",
            ),
            Problem::Flooded(stream) => {
                write!(f, "printed more than {} MiB to {stream}, so it was ended", KEPT >> 20)
            }
            Problem::Killed { signal } => write!(f, "killed by {signal}"),
            Problem::Panicked => write!(f, "panicked on its main thread (exit status {PANIC})"),
            Problem::Status { expected, got: Some(got) } => {
                write!(f, "exit status {got}, expected {expected}")
            }
            Problem::Status { expected, got: None } => write!(f, "no exit status, expected {expected}"),
            Problem::StderrLacks { text } => write!(f, "stderr lacks {:?}", text),
            Problem::Copy { file, difference } | Problem::File { file, difference } => {
                write!(f, "{file} {difference}")
            }
            Problem::Memory { peak, limit } => {
                let mib = |bytes: u64| bytes as f64 / f64::from(1 << 20);
                write!(f, "used {:.0} MiB of memory, {:.0} MiB is the most it may", mib(*peak), mib(*limit))
            }
            Problem::Cpu { used, limit } => {
                let (used, limit) = (used.as_secs_f64(), limit.as_secs_f64());
                write!(f, "used {used:.2} s of processor time, {limit} s is the most it may")
            }
            Problem::Serial { most: 0, wanted } => {
                write!(f, "no piece of work was under way, {wanted} should be at once")
            }
            Problem::Serial { most, wanted } => {
                write!(f, "at most {} of work under way at once, {wanted} should be", count(*most, "piece"))
            }
            Problem::Lints { lints, .. } => write!(f, "clippy says: {}", lints.join(", ")),
        }
    }
}

/// What is wrong with a line, without the line itself.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Finding::Missing { log_line, .. } => write!(f, "missing, log line {log_line}"),
            Finding::Unexpected { output_line, times: 1, .. } => {
                write!(f, "unexpected, output line {output_line}")
            }
            Finding::Unexpected { output_line, times, .. } => {
                write!(f, "unexpected, {times} times, first in output line {output_line}")
            }
            Finding::Repeated { times, log_lines, .. } => {
                write!(f, "repeated, {} for ", count(*times, "time"))?;
                match log_lines.as_slice() {
                    [only] => write!(f, "log line {only}"),
                    [first, ..] => write!(f, "the {} from log line {first} on", log_lines.len()),
                    [] => Ok(()),
                }
            }
            Finding::OutOfOrder { lane, log_line, after, .. } => {
                f.write_str("out of order")?;
                match lane {
                    Lane::Whole => {}
                    Lane::Labelled(label) => write!(f, " in lane `{}`", shown(label, 60))?,
                    Lane::Unlabelled => f.write_str(" among the lines without a lane")?,
                }
                write!(f, ", log line {log_line} came ")?;
                match after {
                    Some(Before { log_line: Some(before), .. }) => write!(f, "after log line {before}"),
                    Some(Before { line, log_line: None }) => write!(f, "after `{}`", shown(line, 60)),
                    None => f.write_str("first"),
                }
            }
        }
    }
}
