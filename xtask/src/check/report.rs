//! What a person is told about checked cases.

use std::fmt::Write as _;
use std::time::Duration;

use super::Checked;
use crate::engine::cargo::BuildFailure;
use crate::engine::case::{CaseSummary, Failure};
use crate::engine::verdict::{Problem, Verdict};
use crate::explain;
use crate::term::Paint;
use crate::usage::check_command;

/// The line for a case.
pub fn case_line(name: &str, summary: &CaseSummary, paint: Paint) -> String {
    let verdict = summary.verdict();
    let word = paint.verdict(verdict, &format!("{:<7}", verdict.word()));
    if let Some(reason) = &summary.skipped {
        return format!("{word}         -  {name}: {reason}\n");
    }
    if verdict == Verdict::Build {
        return format!("{word}         -  {name}\n");
    }
    let mut line = format!("{word}  {:>6.2} s  {name}", summary.longest.as_secs_f64());
    // Writing to a String can't fail.
    let _ = match (summary.done, summary.failed()) {
        (1, _) => Ok(()),
        (runs, 0) => write!(line, "  {runs} of {runs}"),
        (runs, failed) => write!(line, "  {failed} of {runs} failed"),
    };
    line.push('\n');
    line
}

/// What is wrong with the cases that failed, each under its name.
pub fn details(checked: &[Checked], seed: u64, paint: Paint) -> String {
    let mut text = String::new();
    let mut explained: Vec<&BuildFailure> = Vec::new();
    for of_case in checked {
        for failure in &of_case.summary.failures {
            if let [Problem::NotBuilt(build_failure)] = failure.run.problems.as_slice() {
                // One message may be why many cases aren't there: it is shown once, under all their names.
                if !explained.contains(&build_failure) {
                    explained.push(build_failure);
                    text += &build_details(build_failure, checked, paint);
                }
            } else {
                text += &failure_details(of_case, failure, seed, paint);
            }
        }
        for what in &of_case.not_measured {
            let _ = writeln!(text, "\n{}: {what} can't be measured on this system", of_case.case.name());
        }
    }
    text
}

fn build_details(failure: &BuildFailure, checked: &[Checked], paint: Paint) -> String {
    let problem = Problem::NotBuilt(failure.clone());
    let is_it = |checked: &&Checked| {
        checked.summary.failures.iter().any(|failure| failure.run.problems.contains(&problem))
    };
    let mut demos: Vec<&str> =
        checked.iter().filter(is_it).map(|checked| checked.case.demo.name.as_str()).collect();
    demos.dedup();
    let word = paint.verdict(Verdict::Build, Verdict::Build.word());
    let (BuildFailure::Own(messages) | BuildFailure::Dependency(messages)) = failure;
    let mut text = format!("\n{word}  {}: {problem}\n", demos.join(", "));
    if messages.is_empty() {
        text += "  cargo says above why\n";
    } else {
        text += &format!("\n{}\n", messages.trim_end());
    }
    text
}

/// What is wrong with a run, under the name of its case.
pub fn failure_details(checked: &Checked, failure: &Failure, seed: u64, paint: Paint) -> String {
    let run = &failure.run;
    let case = checked.case;
    let word = paint.verdict(run.verdict, run.verdict.word());
    let mut text = format!("\n{word}  {}", case.name());
    let _ = match checked.summary.done {
        1 => Ok(()),
        runs => write!(text, ", {} of {runs}; the first", failure.times),
    };
    text.push('\n');
    if let Some(differs) = &case.case.differs {
        let _ = writeln!(text, "  {differs}");
    }
    text += &explain::problems(&run.problems);
    text += &explain::hang(&run.problems);
    text += &explain::stderr(&run.stderr);
    if let Some(folder) = &run.folder {
        let _ = writeln!(text, "  it ran in {}", folder.display());
    }
    if run.problems.iter().any(|problem| matches!(problem, Problem::NoLog { .. })) {
        let command = check_command();
        let _ =
            writeln!(text, "  to write the log: {command} {} --bless{}", case.demo.name, case.demo.project());
    }
    if case.case.fault.is_random() {
        let _ = writeln!(text, "  the seed was {seed}: --seed {seed} repeats it");
    }
    let _ = writeln!(text, "  to see for yourself: {}", case.command());
    text
}

/// How many kept their promise.
pub fn summary(checked: &[Checked], took: Duration) -> String {
    let with = |verdict: fn(Verdict) -> bool| {
        checked.iter().filter(|checked| verdict(checked.summary.verdict())).count()
    };
    let failed = with(Verdict::failed);
    let skipped = with(|verdict| verdict == Verdict::Skipped);
    let kept = checked.len() - failed - skipped;
    format!(
        "\n{kept} kept {} promise, {failed} did not, {skipped} skipped, in {:.1} s\n",
        if kept == 1 { "its" } else { "their" },
        took.as_secs_f64()
    )
}
