//! Judges one program of an exercise: by its cases, and by the lints that must not fire.

use std::path::Path;
use std::time::Duration;

use anyhow::Result;

use super::exercise::{Exercise, Remark};
use crate::engine::cargo::{BuildFailure, BuildOutput, Diagnostic, TargetName};
use crate::engine::case::{CaseRun, CaseSummary, Prepared};
use crate::engine::compare;
use crate::engine::verdict::{Problem, Verdict};
use crate::explain::hung_run;

/// What became of a program.
#[derive(Debug)]
pub struct Judged {
    /// The run that decided: the first that failed in the first case that failed, or the last.
    pub run: CaseRun,
    /// The place of its case among the exercise's; none, if nothing was run.
    pub case: Option<usize>,
    /// Which of the runs of that case it was, from 1, and how many there should have been.
    pub number: (usize, usize),
    /// How many runs there were, of all cases.
    pub runs: usize,
    /// The time that the longest took.
    pub longest: Duration,
    /// The compiler's messages, or those of the lints; the errors first.
    pub messages: Vec<Diagnostic>,
    /// What was to be measured and can't be on this system.
    pub not_measured: Vec<&'static str>,
}

impl Judged {
    fn not_run(verdict: Verdict, problem: Problem) -> Judged {
        Judged {
            run: CaseRun::none(verdict, vec![problem]),
            case: None,
            number: (0, 0),
            runs: 0,
            longest: Duration::ZERO,
            messages: Vec::new(),
            not_measured: Vec::new(),
        }
    }

    /// In one word.
    pub fn verdict(&self) -> Verdict {
        self.run.verdict
    }

    /// Whether it is right.
    pub fn passed(&self) -> bool {
        !self.verdict().failed()
    }

    /// The kinds of all problems, each once, sorted.
    pub fn kinds(&self) -> Vec<&'static str> {
        let mut kinds: Vec<&str> = self.run.problems.iter().map(Problem::kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }

    /// The codes of all errors, each once, sorted. One without a code is called "none".
    pub fn error_codes(&self) -> Vec<&str> {
        let errors = self.messages.iter().filter(|message| message.is_error());
        let mut codes: Vec<&str> = errors.map(|message| message.code().unwrap_or("none")).collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    }

    /// How many lines it printed.
    pub fn lines(&self) -> usize {
        compare::lines(&self.run.stdout).len()
    }

    /// Whether every expected line came; not known of what was not compared.
    fn all_lines_came(&self) -> Option<bool> {
        match self.verdict() {
            Verdict::Build | Verdict::Error | Verdict::Flood => None,
            _ => {
                let waits = hung_run(&self.run.problems).is_some_and(|run| run.waiting.is_some());
                Some(!waits && !self.kinds().contains(&"missing"))
            }
        }
    }

    /// What the exercise makes of this: the first remark that fits.
    pub fn remark<'a>(&self, exercise: &'a Exercise) -> Option<&'a str> {
        let printed = |text: &str| {
            let has = |stream: &[u8]| stream.windows(text.len()).any(|part| part == text.as_bytes());
            has(&self.run.stdout) || has(&self.run.stderr)
        };
        let case = self.case.and_then(|case| exercise.spec.cases.get(case));
        let fits = |remark: &&Remark| {
            remark.verdict.is_none_or(|verdict| verdict == self.verdict())
                && remark.problem.as_ref().is_none_or(|kind| self.kinds().contains(&kind.0.as_str()))
                && remark.case.as_ref().is_none_or(|name| case.is_some_and(|case| case.name == *name))
                && remark.error.as_ref().is_none_or(|code| self.error_codes().contains(&&**code))
                && remark.all_lines.is_none_or(|all| self.all_lines_came() == Some(all))
                && remark.output.as_ref().is_none_or(|text| printed(text))
        };
        exercise.spec.remarks.iter().find(fits).map(|remark| &*remark.text)
    }

    /// Why the known wrong answer is wrong that fails just like this, if there is exactly one.
    pub fn known_mistake<'a>(&self, exercise: &'a Exercise) -> Option<&'a str> {
        let case = self.case.and_then(|case| exercise.spec.cases.get(case));
        let mut alike = exercise.spec.wrong.values().filter(|wrong| {
            wrong.verdict == self.verdict()
                && wrong.case.as_ref().is_none_or(|name| case.is_some_and(|case| case.name == *name))
                && wrong
                    .problems
                    .as_ref()
                    .is_none_or(|kinds| kinds.iter().map(|kind| kind.0.as_str()).eq(self.kinds()))
                && wrong.error.as_ref().is_none_or(|code| self.error_codes() == [&**code])
        });
        match (alike.next(), alike.next()) {
            (Some(only), None) => only.why.as_deref(),
            _ => None,
        }
    }

    /// Adds what clippy found, if the program is right otherwise. Only the named lints count.
    pub fn add_lints(&mut self, exercise: &Exercise, found: &BuildOutput, target: &TargetName) {
        if !self.passed() || exercise.lints().next().is_none() {
            return;
        }
        let is_named = |message: &&Diagnostic| {
            message.code().is_some_and(|code| exercise.lints().any(|lint| lint == code))
        };
        self.messages = found.diagnostics(target).filter(is_named).cloned().collect();
        if self.messages.is_empty() {
            // A lint that is denied elsewhere is an error too, and has a name; whatever else makes clippy fail has none.
            let mut errors = found.diagnostics(target).filter(|message| message.is_error()).peekable();
            let only_lints = errors.peek().is_some() && errors.all(|error| error.code().is_some());
            if !found.success && !only_lints {
                let why = clippy_failed(found, target);
                self.run.verdict = Verdict::Error;
                self.run.problems = vec![Problem::NotRun { error: why }];
            }
            return;
        }
        let mut lints: Vec<String> =
            self.messages.iter().filter_map(Diagnostic::code).map(str::to_owned).collect();
        lints.sort();
        lints.dedup();
        let messages = self.messages.iter().map(Diagnostic::text).collect();
        self.run.verdict = Verdict::Lint;
        self.run.problems = vec![Problem::Lints { lints, messages }];
    }
}

/// What clippy said when it failed.
fn clippy_failed(found: &BuildOutput, target: &TargetName) -> String {
    let errors: String = found.diagnostics(target).filter(|it| it.is_error()).map(Diagnostic::text).collect();
    let mut why =
        format!("clippy failed: {}", if errors.is_empty() { found.stderr() } else { errors.trim_end() });
    if why.contains("no such command") || why.contains("is not installed") {
        why += "\nInstall it with `rustup component add clippy`";
    }
    why
}

/// What became of a program that could not be built.
pub fn not_built(built: &BuildOutput, target: &TargetName, failure: BuildFailure) -> Judged {
    let mut judged = Judged::not_run(Verdict::Build, Problem::NotBuilt(failure));
    judged.messages = built.diagnostics(target).cloned().collect();
    judged.messages.sort_by_key(|message| !message.is_error());
    judged
}

/// The cases that are run here, with what their runs need. `group` names their folders.
pub fn prepare(exercise: &Exercise, group: &str, program: &Path) -> Result<Vec<Prepared>> {
    let here = exercise.spec.cases.iter().filter(|case| case.skipped().is_none());
    here.map(|case| Prepared::new(group, case, &exercise.file, program, &exercise.defaults())).collect()
}

/// The verdict on a program whose cases came to this.
pub fn sum_up(exercise: &Exercise, prepared: &[Prepared], summaries: &[CaseSummary]) -> Option<Judged> {
    let failed = summaries.iter().position(|summary| summary.verdict().failed());
    let deciding = failed.unwrap_or(summaries.len().checked_sub(1)?);
    let summary = &summaries[deciding];
    let place = |name: &str| exercise.spec.cases.iter().position(|case| *case.name == *name);
    let mut not_measured: Vec<&str> = Vec::new();
    for (summary, case) in summaries.iter().zip(prepared).filter(|(summary, _)| summary.done > 0) {
        not_measured.extend(summary.not_measured(case));
    }
    not_measured.sort_unstable();
    not_measured.dedup();
    let number = summary.failures.first().map_or(summary.done, |failure| failure.number);
    Some(Judged {
        run: summary.deciding_run()?.clone(),
        case: place(&prepared[deciding].case.name),
        number: (number, prepared[deciding].runs.max(number)),
        runs: summaries.iter().map(|summary| summary.done).sum(),
        longest: summaries.iter().map(|summary| summary.longest).max().unwrap_or_default(),
        messages: Vec::new(),
        not_measured,
    })
}
