//! `cargo xtask check --bless`: writes the logs anew from what the programs print.
//!
//! A log is written only if every run of every case that is compared with it keeps the rest of its promise, and if
//! all of them agree under their order. A log that accepts what is printed stays as it is.

use std::env;
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use super::{Options, prepare};
use crate::engine::cancel::CancellationToken;
use crate::engine::cargo::BuildOutput;
use crate::engine::case::{CaseEvent, CaseRun, CaseSummary, Plan, Prepared, run_all};
use crate::engine::compare::{LineMismatch, compare_part, lines};
use crate::engine::pool;
use crate::engine::scratch::Scratch;
use crate::engine::spec::Part;
use crate::engine::verdict::Problem;
use crate::explain::{self, LINE};
use crate::project::{DemoCase, Project};
use crate::term::status::Progress;
use crate::term::{Paint, print};
use crate::text::{count, escape};
use crate::usage::UsageError;

/// How often each case runs, unless the command line says.
const RUNS: usize = 3;
/// How many changed lines are shown of a log.
const CHANGES: usize = 40;

/// A machine must not decide what is right: the logs are there to check it.
pub fn refuse_in_ci() -> Result<()> {
    let ci = env::var("CI").unwrap_or_default();
    if !["", "0", "false"].contains(&ci.as_str()) {
        bail!(UsageError(
            "--bless is refused where CI is set: write the logs at home and commit them".to_owned()
        ));
    }
    Ok(())
}

/// A case, with its runs.
struct Blessed<'a> {
    case: DemoCase<'a>,
    /// How it was run; nothing, if it can't run here or wasn't built.
    ready: Option<Prepared>,
    summary: CaseSummary,
}

/// Runs the command for these cases; those that share a log are among them together.
pub fn run(
    project: &Project,
    chosen: &[DemoCase],
    built: &BuildOutput,
    options: &Options,
    cancel: &CancellationToken,
) -> Result<ExitCode> {
    let blessed = run_cases(project, chosen, built, options, cancel)?;
    if cancel.is_cancelled() {
        return Ok(ExitCode::FAILURE);
    }
    let mut logs: Vec<PathBuf> =
        blessed.iter().filter(|case| case.has_log()).map(|case| case.case.log()).collect();
    logs.sort();
    logs.dedup();
    let paint = options.colour.for_stdout();
    let (mut written, mut kept, mut refused, mut skipped) = (0, 0, 0, 0);
    for log in logs {
        let cases: Vec<&Blessed> =
            blessed.iter().filter(|case| case.has_log() && case.case.log() == log).collect();
        let name = project.workspace.short(&log);
        let text = match decide(&cases, paint)? {
            Decision::Skip => {
                skipped += 1;
                format!("skipped  {name}: no case of it runs here\n")
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
                fs::write(&log, content).with_context(|| format!("{}: can't be written", log.display()))?;
                written += 1;
                format!("written  {name}\n{changes}")
            }
        };
        print(&text)?;
    }
    let written = count(written, "log");
    print(&format!("\n{written} written, {kept} kept, {refused} refused, {skipped} skipped\n"))?;
    Ok(if refused > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn run_cases<'a>(
    project: &Project,
    chosen: &[DemoCase<'a>],
    built: &BuildOutput,
    options: &Options,
    cancel: &CancellationToken,
) -> Result<Vec<Blessed<'a>>> {
    let (ready, mut summaries) = prepare(chosen, built, Some(options.repeat.unwrap_or(RUNS)))?;
    let (places, ready): (Vec<usize>, Vec<Prepared>) = ready.into_iter().unzip();
    let scratch = Scratch::new(&project.workspace.target, "check");
    let plan = Plan {
        scratch: &scratch,
        workers: pool::workers(),
        stress: options.stress,
        seed: options.seed(),
        stop_at_failure: false,
        keep_runs: true,
    };
    let mut progress = Progress::new(ready.iter().map(|case| case.runs).sum());
    let finished = run_all(&ready, &plan, cancel, |event, _| {
        match event {
            CaseEvent::Started(at) => progress.started(ready[at].name()),
            CaseEvent::Finished(at) => progress.finished(&ready[at].name()),
        }
        Ok(())
    })?;
    let mut prepared: Vec<Option<Prepared>> = chosen.iter().map(|_| None).collect();
    for ((place, ready), summary) in places.into_iter().zip(ready).zip(finished) {
        prepared[place] = Some(ready);
        summaries[place] = summary;
    }
    let cases = chosen.iter().zip(prepared).zip(summaries);
    Ok(cases.map(|((case, ready), summary)| Blessed { case: *case, ready, summary }).collect())
}

impl Blessed<'_> {
    /// Whether its output is compared with a log.
    fn has_log(&self) -> bool {
        let compared = self.ready.as_ref().is_none_or(|ready| ready.part == Part::All);
        compared && self.case.case.stdout.is_none()
    }
}

/// What is to be done with a log.
enum Decision {
    /// No case of it runs here.
    Skip,
    /// It accepts what was printed.
    Keep,
    /// What was printed can't be a promise.
    Refuse { case: String, reason: String },
    /// It is to hold this.
    Write { content: Vec<u8>, changes: String },
}

fn decide(cases: &[&Blessed], paint: Paint) -> Result<Decision> {
    let refuse = |case: DemoCase, reason: String| Ok(Decision::Refuse { case: case.name(), reason });
    let mut ran: Vec<(DemoCase, &Prepared, &[CaseRun])> = Vec::new();
    for blessed in cases {
        match &blessed.ready {
            Some(ready) => ran.push((blessed.case, ready, &blessed.summary.kept)),
            None if blessed.summary.skipped.is_some() => {}
            None => return refuse(blessed.case, "  its program wasn't built\n".to_owned()),
        }
    }
    for (case, _, runs) in &ran {
        // Only what it printed may change; the rest of its promise it must keep.
        let is_broken = |problem: &&Problem| !matches!(problem, Problem::Line(_) | Problem::NoLog { .. });
        for run in *runs {
            let broken: Vec<Problem> = run.problems.iter().filter(is_broken).cloned().collect();
            if !broken.is_empty() {
                return refuse(*case, explain::problems(&broken));
            }
        }
    }
    // What the strictest of them prints is the one that may suit them all.
    let Some((strictest, ready, runs)) = ran.iter().min_by_key(|(_, ready, _)| ready.order) else {
        return Ok(Decision::Skip);
    };
    if ran.iter().all(|(_, _, runs)| runs.iter().all(|run| run.problems.is_empty())) {
        return Ok(Decision::Keep);
    }

    let mut content = runs.first().map(|run| run.stdout.clone()).unwrap_or_default();
    if !content.is_empty() && !content.ends_with(b"\n") {
        content.push(b'\n');
    }
    if lines(&content).iter().any(|line| line.ends_with(b"\r")) {
        return refuse(*strictest, "  a line ends in \\r, which a log can't hold\n".to_owned());
    }
    for (case, ready, runs) in &ran {
        for run in *runs {
            let differ = compare_part(Part::All, ready.order, &content, &run.stdout);
            if !differ.is_empty() {
                let differ: Vec<Problem> = differ.into_iter().map(Problem::Line).collect();
                let reason = format!(
                    "  its runs (or the cases that share the log) disagree under the order \"{}\":\n{}",
                    ready.order.name(),
                    explain::problems(&differ)
                );
                return refuse(*case, reason);
            }
        }
    }
    let old = ready.log.clone().unwrap_or_default();
    let mismatches = compare_part(Part::All, ready.order, &old, &content);
    Ok(Decision::Write { content, changes: changes(&mismatches, paint) })
}

/// The lines that are removed and added; one that moves is both.
fn changes(mismatches: &[LineMismatch], paint: Paint) -> String {
    let mut lines = Vec::new();
    for mismatch in mismatches {
        let (removed, added) = match mismatch {
            LineMismatch::Missing { .. } => (true, 0),
            LineMismatch::Unexpected { times, .. } => (false, *times),
            LineMismatch::Repeated { times, log_lines, .. } => (false, times - log_lines.len()),
            LineMismatch::OutOfOrder { .. } => (true, 1),
        };
        let line = escape(mismatch.line(), LINE);
        if removed {
            lines.push(paint.removed(&format!("  - {line}")));
        }
        for _ in 0..added {
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
