//! The report as JUnit XML, which CI systems show.
//!
//! Written here: the crate for it, quick-junit, would double what is built before the first check.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};

use super::Checked;
use super::report::failure_details;
use crate::engine::cargo::BuildFailure;
use crate::engine::verdict::{Problem, Verdict};
use crate::term::Colour;
use crate::text::xml;

/// Writes what became of the cases: a suite for each demo, a test for each case.
pub fn write(file: &Path, checked: &[Checked], seed: u64, took: Duration) -> Result<()> {
    fs::write(file, report(checked, seed, took))
        .with_context(|| format!("{}: can't be written", file.display()))
}

fn report(checked: &[Checked], seed: u64, took: Duration) -> String {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    text += &format!("<testsuites name=\"check\" {}>\n", counts(checked, took));
    for suite in checked.chunk_by(|one, other| one.case.demo.name == other.case.demo.name) {
        let took = suite.iter().map(|checked| checked.summary.longest).sum();
        let name = xml(&suite[0].case.demo.name);
        text += &format!("  <testsuite name=\"{name}\" {}>\n", counts(suite, took));
        for checked in suite {
            let case = xml(&checked.case.case.name);
            let seconds = checked.summary.longest.as_secs_f64();
            text += &format!("    <testcase name=\"{case}\" classname=\"{name}\" time=\"{seconds:.3}\"");
            text += &match outcome(checked, seed) {
                Some(outcome) => format!(">\n{outcome}    </testcase>\n"),
                None => "/>\n".to_owned(),
            };
        }
        text += "  </testsuite>\n";
    }
    text + "</testsuites>\n"
}

/// What went wrong with a case, or why it was skipped.
fn outcome(checked: &Checked, seed: u64) -> Option<String> {
    let mut text = String::new();
    if let Some(reason) = &checked.summary.skipped {
        text += &format!("      <skipped message=\"{}\"/>\n", xml(reason));
    }
    for failure in &checked.summary.failures {
        let verdict = failure.run.verdict;
        let tag = if is_error(verdict) { "error" } else { "failure" };
        let message = failure.run.problems.first().map(ToString::to_string).unwrap_or_default();
        let details = match failure.run.problems.as_slice() {
            [Problem::NotBuilt(BuildFailure::Own(messages) | BuildFailure::Dependency(messages))] => {
                messages.clone()
            }
            _ => failure_details(checked, failure, seed, Colour::Never.for_stdout()),
        };
        // Writing to a String can't fail.
        let _ = writeln!(
            text,
            "      <{tag} type=\"{}\" message=\"{}\">{}</{tag}>",
            verdict.word(),
            xml(&message),
            xml(&details)
        );
    }
    Some(text).filter(|text| !text.is_empty())
}

/// Whether the program isn't to blame: JUnit tells an error from a failure.
fn is_error(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Build | Verdict::Error)
}

fn counts(checked: &[Checked], took: Duration) -> String {
    let with =
        |is: fn(Verdict) -> bool| checked.iter().filter(|checked| is(checked.summary.verdict())).count();
    format!(
        "tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" time=\"{:.3}\"",
        checked.len(),
        with(|verdict| verdict.failed() && !is_error(verdict)),
        with(is_error),
        with(|verdict| verdict == Verdict::Skipped),
        took.as_secs_f64()
    )
}
