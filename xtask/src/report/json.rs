//! The report as one JSON object.
//!
//! Its fields are listed in `xtask/README.md`. Whoever renames or removes one, or changes what it means,
//! raises [`VERSION`]; a new field doesn't.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::{LINE, STDERR};
use crate::builder::Broken;
use crate::case::Chosen;
use crate::contract::{Finding, Lane};
use crate::tally::{Failure, Tally};
use crate::text::{shown, tail};
use crate::verdict::Problem;

/// The version of the format.
const VERSION: u32 = 1;
/// How many findings of one failure are listed.
const FINDINGS: usize = 1000;

/// What became of the cases.
pub fn report(tallies: &[Tally], took: Duration) -> Result<String> {
    let cases: Vec<Value> = tallies.iter().map(case).collect();
    printed(&json!({
        "version": VERSION,
        "ok": !tallies.iter().any(|tally| tally.verdict().failed()),
        "seconds": seconds(took),
        "cases": cases,
    }))
}

/// The cases that there are.
pub fn list(chosen: &[Chosen]) -> Result<String> {
    let cases: Vec<Value> = chosen.iter().map(|chosen| declared(*chosen)).collect();
    printed(&json!({ "version": VERSION, "cases": cases }))
}

fn printed(value: &Value) -> Result<String> {
    let mut text = serde_json::to_string_pretty(value).context("the report can't be written as JSON")?;
    text.push('\n');
    Ok(text)
}

fn declared(chosen: Chosen) -> Value {
    let case = chosen.case;
    json!({
        "demo": chosen.demo.name,
        "case": case.name,
        "order": case.promise.order.name(),
        "status": case.promise.status,
        "args": case.args,
        "input": case.input.as_deref().map(Path::to_string_lossy),
        "log": case.promise.log.to_string_lossy(),
        "stderr": case.promise.stderr,
        "copies_input_to": case.promise.copies_input_to,
        "limit": seconds(case.limit),
        "os": case.os,
        "skipped": case.skipped(),
        "command": chosen.command(),
    })
}

fn case(tally: &Tally) -> Value {
    json!({
        "demo": tally.chosen.demo.name,
        "case": tally.chosen.case.name,
        "verdict": tally.verdict().word(),
        "runs": tally.done,
        "failed": tally.failed(),
        "seconds": seconds(tally.longest),
        "command": tally.chosen.command(),
        "skipped": tally.skipped,
        "failures": tally.failures.iter().map(failure).collect::<Vec<_>>(),
    })
}

fn failure(failure: &Failure) -> Value {
    let trial = &failure.trial;
    json!({
        "verdict": trial.verdict.word(),
        "times": failure.times,
        "seconds": seconds(trial.elapsed),
        "findings": trial.problems.iter().take(FINDINGS).map(finding).collect::<Vec<_>>(),
        "findings_left_out": trial.problems.len().saturating_sub(FINDINGS),
        "stderr": tail(&trial.stderr, STDERR, LINE),
        "folder": trial.folder.as_deref().map(Path::to_string_lossy),
    })
}

fn finding(problem: &Problem) -> Value {
    let mut value = json!({ "kind": problem.kind(), "message": problem.to_string() });
    if let Some(line) = problem.line() {
        value["line"] = shown(line, LINE).into();
    }
    match problem {
        Problem::Line(Finding::Missing { log_line, .. }) => value["log_lines"] = json!([log_line]),
        Problem::Line(Finding::Unexpected { output_line, times, .. }) => {
            value["output_line"] = json!(output_line);
            value["times"] = json!(times);
        }
        Problem::Line(Finding::Repeated { times, log_lines, .. }) => {
            value["log_lines"] = json!(log_lines);
            value["times"] = json!(times);
        }
        Problem::Line(Finding::OutOfOrder { lane, log_line, output_line, .. }) => {
            value["log_lines"] = json!([log_line]);
            value["output_line"] = json!(output_line);
            if let Lane::Labelled(label) = lane {
                value["lane"] = shown(label, LINE).into();
            }
        }
        Problem::NotBuilt(Broken::Own(messages) | Broken::Needed(messages)) => {
            value["compiler"] = messages.as_str().into();
        }
        _ => {}
    }
    value
}

/// To the millisecond: more is noise.
fn seconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1000.0).round() / 1000.0
}
