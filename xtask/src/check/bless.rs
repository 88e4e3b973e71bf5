//! `cargo xtask check --bless`: writes the logs anew from what the programs print.
//!
//! A log is written only if every run of every case that is held to it keeps the rest of its promise, and if
//! all of them agree under their order. A log that accepts what is printed stays as it is.

use std::env;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use super::{Options, Prepared, build, prepare};
use crate::case::Chosen;
use crate::contract::{self, Finding};
use crate::misuse::Misuse;
use crate::pool::{self, News};
use crate::report::{self, LINE, Paint, Progress};
use crate::run::Stop;
use crate::scratch::Scratch;
use crate::tally::{Tally, Trial};
use crate::text::{count, shown};
use crate::verdict::Problem;
use crate::workspace::Workspace;

/// How often each case runs, unless the command line says.
const RUNS: usize = 3;
/// How many changed lines are shown of a log.
const CHANGES: usize = 40;

/// A machine must not decide what is right: the logs are there to hold it to.
pub fn refuse_in_ci() -> Result<()> {
    let ci = env::var("CI").unwrap_or_default();
    if !["", "0", "false"].contains(&ci.as_str()) {
        bail!(Misuse(
            "--bless is refused where CI is set: write the logs at home and commit them".to_owned()
        ));
    }
    Ok(())
}

/// Runs the command for these cases; those that share a log are among them together.
pub fn run(chosen: &[Chosen], workspace: &Workspace, options: &Options, stop: &Stop) -> Result<ExitCode> {
    let Some(built) = build(chosen, options, stop)? else {
        return Ok(ExitCode::FAILURE);
    };
    let prepared = prepare(chosen, &built)?;
    let trials = try_all(&prepared, options.repeat.unwrap_or(RUNS), workspace, stop)?;
    if stop.is_set() {
        return Ok(ExitCode::FAILURE);
    }
    let mut cases: Vec<Blessed> = Vec::new();
    let mut settled: Vec<Tally> = Vec::new();
    for (prepared, trials) in prepared.into_iter().zip(trials) {
        match prepared {
            Prepared::Ready(ready) => {
                cases.push(Blessed { chosen: ready.chosen, trials, built: true });
            }
            Prepared::Settled(tally) => {
                cases.push(Blessed { chosen: tally.chosen, trials, built: !tally.verdict().failed() });
                settled.push(tally);
            }
        }
    }

    let mut logs: Vec<&Path> = cases.iter().map(Blessed::log).collect();
    logs.sort();
    logs.dedup();
    let paint = options.colour.for_stdout();
    let (mut written, mut kept, mut refused, mut skipped) = (0, 0, 0, 0);
    for log in logs {
        let cases: Vec<&Blessed> = cases.iter().filter(|case| case.log() == log).collect();
        let name = log.strip_prefix(&workspace.root).unwrap_or(log).display();
        let text = match decide(log, &cases, paint)? {
            Decision::Skip => {
                skipped += 1;
                format!("skipped  {name}: nothing that is held to it runs here\n")
            }
            Decision::Keep => {
                kept += 1;
                format!("kept     {name}\n")
            }
            Decision::Refuse { case, reason } => {
                refused += 1;
                format!("refused  {name}: {case}\n{reason}")
            }
            Decision::Write { content, changes } => {
                fs::write(log, content).with_context(|| format!("{}: can't be written", log.display()))?;
                written += 1;
                format!("written  {name}\n{changes}")
            }
        };
        report::print(&text)?;
    }
    let summary =
        format!("\n{} written, {kept} kept, {refused} refused, {skipped} skipped\n", count(written, "log"));
    report::print(&summary)?;
    Ok(if refused > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// The runs of each case that can run.
fn try_all(
    prepared: &[Prepared],
    runs: usize,
    workspace: &Workspace,
    stop: &Stop,
) -> Result<Vec<Vec<Trial>>> {
    let scratch = Scratch::new(&workspace.target, "check");
    let mut trials: Vec<Vec<Trial>> = prepared.iter().map(|_| Vec::new()).collect();
    // Each with the place of its case.
    let mut ready = Vec::new();
    for (place, prepared) in prepared.iter().enumerate() {
        if let Prepared::Ready(case) = prepared {
            ready.push((place, case));
        }
    }
    let jobs = ready.len() * runs;
    let mut progress = Progress::new(jobs);
    let job = |number: usize| ready[number / runs].1.try_once(&scratch, number % runs, stop);
    pool::work(jobs, job, stop, |news| {
        match news {
            News::Started(number) => progress.started(ready[number / runs].1.chosen.name()),
            News::Done(number, trial) => {
                let (place, case) = ready[number / runs];
                trials[place].extend(trial);
                progress.finished(&case.chosen.name());
            }
        }
        Ok(())
    })?;
    Ok(trials)
}

/// A case, with what it came to.
struct Blessed<'a> {
    chosen: Chosen<'a>,
    trials: Vec<Trial>,
    built: bool,
}

impl Blessed<'_> {
    fn log(&self) -> &Path {
        &self.chosen.case.promise.log
    }
}

/// What is to be done with a log.
enum Decision {
    /// Nothing that is held to it runs here.
    Skip,
    /// It accepts what was printed.
    Keep,
    /// What was printed is nothing to be held to.
    Refuse { case: String, reason: String },
    /// It is to hold this.
    Write { content: Vec<u8>, changes: String },
}

fn decide(log: &Path, cases: &[&Blessed], paint: Paint) -> Result<Decision> {
    let refuse = |case: &Blessed, reason: String| Decision::Refuse { case: case.chosen.name(), reason };
    for case in cases {
        if !case.built {
            return Ok(refuse(case, "  its program wasn't built\n".to_owned()));
        }
        // Only what it printed may change; the rest of its promise it must keep.
        let is_broken = |problem: &Problem| !matches!(problem, Problem::Line(_) | Problem::NoLog { .. });
        if let Some(trial) = case.trials.iter().find(|trial| trial.problems.iter().any(is_broken)) {
            let broken: Vec<Problem> = trial.problems.iter().filter(|p| is_broken(p)).cloned().collect();
            return Ok(refuse(case, report::problems(&broken)));
        }
    }
    let ran: Vec<&Blessed> = cases.iter().copied().filter(|case| !case.trials.is_empty()).collect();
    // What the strictest of them prints is the one that may suit them all.
    let Some(strictest) = ran.iter().min_by_key(|case| case.chosen.case.promise.order) else {
        return Ok(Decision::Skip);
    };
    if ran.iter().all(|case| case.trials.iter().all(|trial| trial.problems.is_empty())) {
        return Ok(Decision::Keep);
    }

    let mut content = strictest.trials.first().map(|trial| trial.stdout.clone()).unwrap_or_default();
    if !content.is_empty() && !content.ends_with(b"\n") {
        content.push(b'\n');
    }
    if contract::lines(&content).iter().any(|line| line.ends_with(b"\r")) {
        let reason = "  a line ends in \\r, which a log can't hold\n".to_owned();
        return Ok(refuse(strictest, reason));
    }
    for case in &ran {
        for trial in &case.trials {
            let findings = contract::compare(case.chosen.case.promise.order, &content, &trial.stdout);
            if !findings.is_empty() {
                let order = case.chosen.case.promise.order.name();
                let differ: Vec<Problem> = findings.into_iter().map(Problem::Line).collect();
                let reason = format!(
                    "  its runs (or the cases that share the log) disagree under the order \"{order}\":\n{}",
                    report::problems(&differ)
                );
                return Ok(refuse(case, reason));
            }
        }
    }

    let old = match fs::read(log) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        old => old.with_context(|| format!("{}: can't be read", log.display()))?,
    };
    let findings = contract::compare(strictest.chosen.case.promise.order, &old, &content);
    Ok(Decision::Write { content, changes: changes(&findings, paint) })
}

/// The lines that go and the lines that come; one that moves does both.
fn changes(findings: &[Finding], paint: Paint) -> String {
    let mut lines = Vec::new();
    for finding in findings {
        let (line, goes, comes) = match finding {
            Finding::Missing { line, .. } => (line, true, 0),
            Finding::Unexpected { line, times, .. } => (line, false, *times),
            Finding::Repeated { line, times, log_lines } => (line, false, times - log_lines.len()),
            Finding::OutOfOrder { line, .. } => (line, true, 1),
        };
        let line = shown(line, LINE);
        if goes {
            lines.push(paint.removed(&format!("  - {line}")));
        }
        for _ in 0..comes {
            lines.push(paint.added(&format!("  + {line}")));
        }
    }
    let mut text = String::new();
    for line in lines.iter().take(CHANGES) {
        // Writing to a String can't fail.
        let _ = writeln!(text, "{line}");
    }
    if lines.len() > CHANGES {
        let _ = writeln!(text, "  … and {} more", lines.len() - CHANGES);
    }
    text
}
