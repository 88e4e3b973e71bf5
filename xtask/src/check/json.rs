//! The report as one JSON object.
//!
//! Its fields are listed in `xtask/README.md`. To remove or rename one, or to change what it means, raises [`VERSION`];
//! a new one doesn't.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};
use serde::Serialize;

use super::Checked;
use crate::engine::cargo::BuildFailure;
use crate::engine::case::Failure;
use crate::engine::compare::{Lane, LineMismatch};
use crate::engine::spec::Status;
use crate::engine::verdict::{Problem, Verdict};
use crate::explain::{LINE, STDERR};
use crate::project::DemoCase;
use crate::text::{escape, tail};

/// The version of the format.
const VERSION: u32 = 2;
/// How many findings of one failure are listed.
const FINDINGS: usize = 1000;

#[derive(Serialize)]
struct Report<Case> {
    version: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    ok: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seconds: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<u64>,
    cases: Vec<Case>,
}

#[derive(Serialize)]
struct ListedCase {
    demo: String,
    case: String,
    order: &'static str,
    status: Status,
    args: Vec<String>,
    input: Option<String>,
    log: PathBuf,
    limit: Option<f64>,
    skipped: Option<String>,
    command: String,
}

#[derive(Serialize)]
struct CheckedCase {
    demo: String,
    case: String,
    verdict: Verdict,
    runs: usize,
    failed: usize,
    seconds: f64,
    command: String,
    skipped: Option<String>,
    failures: Vec<CheckedFailure>,
}

#[derive(Serialize)]
struct CheckedFailure {
    verdict: Verdict,
    run: usize,
    times: usize,
    seconds: f64,
    findings: Vec<Finding>,
    findings_left_out: usize,
    stderr: Vec<String>,
    folder: Option<PathBuf>,
}

#[derive(Default, Serialize)]
struct Finding {
    kind: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    log_lines: Vec<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    output_line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    times: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lane: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    compiler: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    threads: Vec<CheckedThread>,
}

#[derive(Serialize)]
struct CheckedThread {
    name: String,
    activity: String,
    source: Option<String>,
}

/// What became of the cases.
pub fn report(checked: &[Checked], seed: u64, took: Duration) -> Result<String> {
    let case = |Checked { case, summary, .. }: &Checked| CheckedCase {
        demo: case.demo.name.clone(),
        case: case.case.name.to_string(),
        verdict: summary.verdict(),
        runs: summary.done,
        failed: summary.failed(),
        seconds: seconds(summary.longest),
        command: case.command(),
        skipped: summary.skipped.clone(),
        failures: summary.failures.iter().map(failure).collect(),
    };
    write(&Report {
        version: VERSION,
        ok: Some(!checked.iter().any(|checked| checked.summary.verdict().failed())),
        seconds: Some(seconds(took)),
        seed: Some(seed),
        cases: checked.iter().map(case).collect(),
    })
}

/// The cases that there are.
pub fn list(chosen: &[DemoCase]) -> Result<String> {
    let case = |chosen: &DemoCase| ListedCase {
        demo: chosen.demo.name.clone(),
        case: chosen.case.name.to_string(),
        order: chosen.case.order.unwrap_or(chosen.demo.order).name(),
        status: chosen.case.status.clone(),
        args: chosen.case.args.clone(),
        input: chosen.case.input.as_deref().map(str::to_owned),
        limit: chosen.case.limit.map(|limit| seconds(limit.into())),
        log: chosen.log(),
        skipped: chosen.case.skipped(),
        command: chosen.command(),
    };
    let cases = chosen.iter().map(case).collect();
    write(&Report { version: VERSION, ok: None, seconds: None, seed: None, cases })
}

fn write(report: &impl Serialize) -> Result<String> {
    let mut text = serde_json::to_string_pretty(report).context("the report can't be written as JSON")?;
    text.push('\n');
    Ok(text)
}

fn failure(failure: &Failure) -> CheckedFailure {
    let run = &failure.run;
    CheckedFailure {
        verdict: run.verdict,
        run: failure.number,
        times: failure.times,
        seconds: seconds(run.elapsed),
        findings: run.problems.iter().take(FINDINGS).map(finding).collect(),
        findings_left_out: run.problems.len().saturating_sub(FINDINGS),
        stderr: tail(&run.stderr, STDERR, LINE),
        folder: run.folder.clone(),
    }
}

fn finding(problem: &Problem) -> Finding {
    let mut finding = Finding {
        kind: problem.kind(),
        message: problem.to_string(),
        line: problem.line().map(|line| escape(line, LINE)),
        ..Finding::default()
    };
    match problem {
        Problem::Line(LineMismatch::Missing { log_line, .. }) => finding.log_lines = vec![*log_line],
        Problem::Line(LineMismatch::Unexpected { output_line, times, .. }) => {
            finding.output_line = Some(*output_line);
            finding.times = Some(*times);
        }
        Problem::Line(LineMismatch::Repeated { times, log_lines, .. }) => {
            finding.log_lines = log_lines.clone();
            finding.times = Some(*times);
        }
        Problem::Line(LineMismatch::OutOfOrder { lane, log_line, output_line, .. }) => {
            finding.log_lines = vec![*log_line];
            finding.output_line = Some(*output_line);
            if let Lane::Labelled(label) = lane {
                finding.lane = Some(escape(label, LINE));
            }
        }
        Problem::NotBuilt(BuildFailure::Own(messages) | BuildFailure::Dependency(messages)) => {
            finding.compiler = Some(messages.clone());
        }
        Problem::Hung(run) => {
            let thread = |thread: &crate::engine::hang::Thread| CheckedThread {
                name: thread.name.clone(),
                activity: thread.activity.to_string(),
                source: thread.source.clone(),
            };
            finding.threads = run.hang.threads.iter().map(thread).collect();
        }
        _ => {}
    }
    finding
}

/// To the millisecond: the rest is run-to-run variation.
fn seconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1000.0).round() / 1000.0
}
