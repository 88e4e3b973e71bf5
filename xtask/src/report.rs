//! Says what happened: to a person here, to a program in [`json`].
//!
//! Results go to stdout. What only passes the time goes to stderr, and only to a terminal.

pub mod json;
mod line;
mod paint;
mod progress;

use std::error::Error;
use std::fmt::{self, Write as _};
use std::io::{self, Write as _};
use std::time::Duration;

use anyhow::Result;

use crate::builder::Broken;
use crate::tally::{Failure, Tally};
use crate::text::{shown, tail};
use crate::verdict::{Problem, Verdict};
pub use line::{Line, clear_after_cargo};
pub use paint::{Colour, Paint};
pub use progress::Progress;

/// How many problems of one kind are told to a person.
const OF_A_KIND: usize = 8;
/// How much of a line is shown.
pub const LINE: usize = 200;
/// How much of the end of stderr is shown, in lines.
pub const STDERR: usize = 12;

const LIKELY_HANG: &str = "a sender that is still alive? A collector's loop ends only when every clone of \
                           the sending half is dropped";

/// Stdout doesn't take what is written to it.
#[derive(Debug)]
struct NotWritten(io::Error);

impl fmt::Display for NotWritten {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "stdout can't be written to: {}", self.0)
    }
}

impl Error for NotWritten {}

/// Prints to stdout, all at once.
pub fn print(text: &str) -> Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()).map_err(NotWritten)?;
    Ok(())
}

/// Whether this error only says that the reader of stdout has left: no reason to complain.
pub fn nobody_reads(error: &anyhow::Error) -> bool {
    error.downcast_ref::<NotWritten>().is_some_and(|error| error.0.kind() == io::ErrorKind::BrokenPipe)
}

/// The line for a case.
pub fn case_line(tally: &Tally, paint: Paint) -> String {
    let verdict = tally.verdict();
    let word = paint.verdict(verdict, &format!("{:<7}", verdict.word()));
    let name = tally.chosen.name();
    if let Some(reason) = &tally.skipped {
        return format!("{word}         -  {name}: {reason}\n");
    }
    if verdict == Verdict::Build {
        return format!("{word}         -  {name}\n");
    }
    let mut line = format!("{word}  {:>6.2} s  {name}", tally.longest.as_secs_f64());
    let failed = tally.failed();
    // Writing to a String can't fail.
    let _ = match (tally.runs, failed) {
        (1, _) => Ok(()),
        (runs, 0) => write!(line, "  {runs} of {runs}"),
        (runs, _) => write!(line, "  {failed} of {runs} failed"),
    };
    line.push('\n');
    line
}

/// What is wrong with the cases that failed, each under its name.
pub fn details(tallies: &[Tally], paint: Paint) -> String {
    let mut text = String::new();
    let mut told: Vec<&Broken> = Vec::new();
    for tally in tallies {
        for failure in &tally.failures {
            if let [Problem::NotBuilt(broken)] = failure.trial.problems.as_slice() {
                // One message may be why many cases aren't there: it is told once, under all their names.
                if !told.contains(&broken) {
                    told.push(broken);
                    text += &build_details(broken, tallies, paint);
                }
            } else {
                text += &failure_details(tally, failure, paint);
            }
        }
    }
    text
}

fn build_details(broken: &Broken, tallies: &[Tally], paint: Paint) -> String {
    let problem = Problem::NotBuilt(broken.clone());
    let is_it =
        |tally: &&Tally| tally.failures.iter().any(|failure| failure.trial.problems.contains(&problem));
    let mut demos: Vec<&str> =
        tallies.iter().filter(is_it).map(|tally| tally.chosen.demo.name.as_str()).collect();
    demos.dedup();
    let word = paint.verdict(Verdict::Build, Verdict::Build.word());
    let mut text = format!("\n{word}  {}: {problem}\n", demos.join(", "));
    if let Broken::Own(messages) | Broken::Needed(messages) = broken {
        text += "\n";
        text += messages.trim_end();
        text += "\n";
    }
    text
}

fn failure_details(tally: &Tally, failure: &Failure, paint: Paint) -> String {
    let trial = &failure.trial;
    let word = paint.verdict(trial.verdict, trial.verdict.word());
    let mut text = format!("\n{word}  {}", tally.chosen.name());
    let _ = match tally.runs {
        1 => Ok(()),
        runs => write!(text, ", {} of {runs}; the first", failure.times),
    };
    text.push('\n');

    text += &problems(&trial.problems);
    // Said of demos alone: of an exercise it would be the answer, or beside the point.
    if trial.problems.iter().any(|problem| matches!(problem, Problem::OverLimit { .. })) {
        let _ = writeln!(text, "  {LIKELY_HANG}");
    }
    let stderr = tail(&trial.stderr, STDERR, LINE);
    if !stderr.is_empty() {
        text += "  stderr ended with:\n";
    }
    for line in stderr {
        let _ = writeln!(text, "    {line}");
    }
    if let Some(folder) = &trial.folder {
        let _ = writeln!(text, "  it ran in {}", folder.display());
    }
    if trial.problems.iter().any(|problem| matches!(problem, Problem::NoLog { .. })) {
        let _ = writeln!(text, "  to write the log: cargo xtask check {} --bless", tally.chosen.demo.name);
    }
    let _ = writeln!(text, "  to see for yourself: {}", tally.chosen.command());
    text
}

/// What is wrong with a run, a line or two for each problem, indented.
pub fn problems(problems: &[Problem]) -> String {
    let mut text = String::new();
    for same_kind in problems.chunk_by(|one, other| one.kind() == other.kind()) {
        for problem in &same_kind[..same_kind.len().min(OF_A_KIND)] {
            let _ = write!(text, "  {problem}");
            text += if problem.line().is_some() { ":\n" } else { "\n" };
            if let Some(line) = problem.line() {
                let _ = writeln!(text, "    {}", shown(line, LINE));
            }
        }
        if let Some(more) = same_kind.len().checked_sub(OF_A_KIND + 1) {
            let _ = writeln!(text, "  … and {} more {}", more + 1, same_kind[0].kind());
        }
    }
    text
}

/// How many kept their promise.
pub fn summary(tallies: &[Tally], took: Duration) -> String {
    let with = |verdict: fn(Verdict) -> bool| tallies.iter().filter(|tally| verdict(tally.verdict())).count();
    let failed = with(Verdict::failed);
    let skipped = with(|verdict| verdict == Verdict::Skipped);
    let kept = tallies.len() - failed - skipped;
    format!(
        "\n{kept} kept {} promise, {failed} did not, {skipped} skipped, in {:.1} s\n",
        if kept == 1 { "its" } else { "their" },
        took.as_secs_f64()
    )
}
