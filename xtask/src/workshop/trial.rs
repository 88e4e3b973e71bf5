//! Runs one program of an exercise as often as its verdict needs, and judges it.

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::Result;

use super::exercise::Exercise;
use super::package::{Built, Said};
use crate::run::{End, Launch, Outcome, Stop, run};
use crate::scratch::Scratch;
use crate::tally::Trial;
use crate::verdict::{Evidence, Problem, Verdict, judge};

/// How often a measure is taken at most before it counts: a right answer on a busy machine gets another chance.
const TRIES: usize = 3;
/// How many of them must be over the limit.
const OVER: usize = 2;
/// How many more runs there are until enough pieces of work were under way at once.
const MORE_FOR_OVERLAP: usize = 5;

/// What became of a program.
#[derive(Debug)]
pub struct Judged {
    /// The run that decided: the first that failed, or the last.
    pub trial: Trial,
    /// How many runs there were.
    pub runs: usize,
    /// The time that the longest took.
    pub longest: Duration,
    /// How many lines it printed in the run that decided.
    pub lines: usize,
    /// What the compiler said.
    pub said: Said,
    /// What it was held to and could not be measured here.
    pub not_measured: Vec<&'static str>,
}

impl Judged {
    fn new(trial: Trial, said: Said) -> Judged {
        Judged { trial, runs: 0, longest: Duration::ZERO, lines: 0, said, not_measured: Vec::new() }
    }

    /// In one word.
    pub fn verdict(&self) -> Verdict {
        self.trial.verdict
    }

    /// The kinds of all problems, each once, sorted.
    pub fn kinds(&self) -> Vec<&'static str> {
        let mut kinds: Vec<&str> = self.trial.problems.iter().map(Problem::kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }
}

/// What became of a program that could not be built.
pub fn not_built(built: &Built, program: &str) -> Judged {
    let problem = Problem::NotBuilt(built.why_not(program));
    Judged::new(Trial::not_run(Verdict::Build, problem), built.of(program))
}

/// What clippy makes of a program that is right otherwise.
pub fn add_lints(judged: &mut Judged, lint: &Said) {
    if judged.verdict().failed() || lint.remarks.is_empty() {
        return;
    }
    let mut lints = lint.codes(false);
    lints.extend(lint.codes(true));
    judged.trial.verdict = Verdict::Lint;
    judged.trial.problems = vec![Problem::Lints { lints, messages: lint.text(true) + &lint.text(false) }];
}

/// Runs the program as often as its verdict needs. `None` if it was stopped.
pub fn runs(
    exercise: &Exercise,
    program: &str,
    said: Said,
    executable: &Path,
    scratch: &Scratch,
    stop: &Stop,
) -> Result<Option<Judged>> {
    let declared = &exercise.declared;
    let holds = &declared.holds;
    let mut judged = Judged::new(Trial::not_run(Verdict::Ok, Problem::LeftBehind), said);
    judged.trial.problems.clear();
    let mut most_at_once = 0;
    let mut peaks = Measure::new(holds.peak);
    let mut times = Measure::new(holds.cpu);

    let enough = |judged: &Judged, most_at_once: usize, peaks: &Measure<u64>, times: &Measure<Duration>| {
        judged.runs >= declared.runs
            && (!peaks.is_undecided(judged.runs) && !times.is_undecided(judged.runs))
            && (holds.overlap.is_none_or(|wanted| most_at_once >= wanted)
                || judged.runs >= declared.runs + MORE_FOR_OVERLAP)
    };
    while !enough(&judged, most_at_once, &peaks, &times) {
        let folder = scratch.fresh(program, &judged.runs.to_string())?;
        let launch = Launch {
            program: executable,
            args: &declared.args,
            input: None,
            folder: &folder,
            limit: declared.limit,
            steps: &declared.steps,
            environment: &[],
            measure: holds.peak.is_some() || holds.cpu.is_some(),
        };
        let outcome = run(&launch, stop)?;
        if outcome.end == End::Stopped {
            let _ = fs::remove_dir_all(&folder);
            return Ok(None);
        }
        let evidence =
            Evidence { log: Some(&declared.stdout), input: None, folder: &folder, limit: declared.limit };
        let (verdict, problems) = judge(&outcome, &declared.promise, &evidence);
        peaks.add(outcome.peak);
        times.add(outcome.cpu);
        most_at_once = most_at_once.max(at_once(&outcome.stderr));
        take(&mut judged, verdict, problems, outcome);
        // Every file it wrote is shown by its name in a problem, if it matters.
        let _ = fs::remove_dir_all(&folder);
        if judged.verdict().failed() {
            return Ok(Some(judged));
        }
        if peaks.is_over() || times.is_over() {
            break;
        }
    }

    let mut found = Vec::new();
    if let (Some(limit), true) = (holds.peak, peaks.is_over()) {
        found.push((Verdict::Memory, Problem::Memory { peak: peaks.least_over, limit }));
    }
    if let (Some(limit), true) = (holds.cpu, times.is_over()) {
        found.push((Verdict::Cpu, Problem::Cpu { used: times.least_over, limit }));
    }
    if let Some(wanted) = holds.overlap
        && most_at_once < wanted
        && found.is_empty()
    {
        found.push((Verdict::Serial, Problem::Serial { most: most_at_once, wanted }));
    }
    if let Some((verdict, _)) = found.first() {
        judged.trial.verdict = *verdict;
        judged.trial.problems = found.into_iter().map(|(_, problem)| problem).collect();
    }
    if peaks.is_unknown() {
        judged.not_measured.push("memory");
    }
    if times.is_unknown() {
        judged.not_measured.push("processor time");
    }
    Ok(Some(judged))
}

fn take(judged: &mut Judged, verdict: Verdict, problems: Vec<Problem>, outcome: Outcome) {
    judged.runs += 1;
    judged.longest = judged.longest.max(outcome.elapsed);
    judged.lines = crate::contract::lines(&outcome.stdout).len();
    judged.trial.verdict = verdict;
    judged.trial.problems = problems;
    judged.trial.elapsed = outcome.elapsed;
    judged.trial.stdout = outcome.stdout;
    judged.trial.stderr = outcome.stderr;
}

/// How often something was over its limit.
struct Measure<T> {
    limit: Option<T>,
    known: bool,
    over: usize,
    /// The best of those that were over.
    least_over: T,
}

impl<T: Copy + Ord + Default> Measure<T> {
    fn new(limit: Option<T>) -> Measure<T> {
        Measure { limit, known: false, over: 0, least_over: T::default() }
    }

    fn add(&mut self, value: Option<T>) {
        self.known |= value.is_some();
        if let (Some(value), Some(limit)) = (value, self.limit)
            && value > limit
        {
            self.least_over = if self.over == 0 { value } else { self.least_over.min(value) };
            self.over += 1;
        }
    }

    /// Whether another run may still tell.
    fn is_undecided(&self, runs: usize) -> bool {
        self.over > 0 && self.over < OVER && runs < TRIES
    }

    fn is_over(&self) -> bool {
        self.over >= OVER
    }

    fn is_unknown(&self) -> bool {
        self.limit.is_some() && !self.known
    }
}

/// The most pieces of work that were under way at once: lines that start with `+ ` begin one, those that
/// start with `- ` end one.
fn at_once(stderr: &[u8]) -> usize {
    let (mut now, mut most) = (0_usize, 0);
    for line in crate::contract::lines(stderr) {
        if line.starts_with(b"+ ") {
            now += 1;
            most = most.max(now);
        } else if line.starts_with(b"- ") {
            now = now.saturating_sub(1);
        }
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_that_overlaps_is_counted() {
        assert_eq!(at_once(b"+ a\n- a\n+ b\nnote\n- b\n"), 1);
        assert_eq!(at_once(b"+ a\n+ b\n- a\n+ c\n+ d\n- b\n"), 3);
        assert_eq!(at_once(b"- a\n+a\n"), 0);
    }

    #[test]
    fn a_measure_counts_only_when_it_is_over_again() {
        let mut measure = Measure::new(Some(10_u64));
        measure.add(Some(10));
        assert!(!measure.is_over() && !measure.is_undecided(1));
        measure.add(Some(30));
        assert!(!measure.is_over() && measure.is_undecided(2) && !measure.is_undecided(TRIES));
        measure.add(Some(20));
        assert!(measure.is_over());
        assert_eq!(measure.least_over, 20);
        let mut unknown = Measure::new(Some(10_u64));
        unknown.add(None);
        assert!(unknown.is_unknown());
    }
}
