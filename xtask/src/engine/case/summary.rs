//! What came of a case over all its runs.

use std::time::Duration;

use super::{CaseRun, Prepared};
use crate::engine::judge::Work;
use crate::engine::verdict::{Problem, Verdict};

/// How often a measure is taken before it counts: a right program on a busy machine gets another chance.
const TRIES: usize = 3;
/// How many of them must be over the limit.
const OVER: usize = 2;
/// How many more runs there are until enough pieces of work were in flight at once.
const MORE_FOR_OVERLAP: usize = 3;

/// All the runs of a case.
#[derive(Debug, Default)]
pub struct CaseSummary {
    /// How many runs it is to have.
    pub runs: usize,
    /// How many it has had.
    pub done: usize,
    /// The time that the longest took.
    pub longest: Duration,
    /// Why it isn't run, if it isn't.
    pub skipped: Option<String>,
    /// The first failure of each kind.
    pub failures: Vec<Failure>,
    /// All runs, if they are kept.
    pub kept: Vec<CaseRun>,
    peaks: Vec<u64>,
    times: Vec<Duration>,
    most_at_once: usize,
    /// The last run, which stands for all if they are over a limit only together.
    last: Option<CaseRun>,
}

/// A run that failed, and how many more failed with the same verdict.
#[derive(Debug)]
pub struct Failure {
    /// The first of them.
    pub run: CaseRun,
    /// Which of the runs it was, from 1.
    pub number: usize,
    /// How many there were, with the first.
    pub times: usize,
}

impl CaseSummary {
    /// A case that is to have so many runs.
    pub fn new(runs: usize) -> CaseSummary {
        CaseSummary { runs, ..CaseSummary::default() }
    }

    /// A case that isn't run here.
    pub fn skipped(reason: String) -> CaseSummary {
        CaseSummary { skipped: Some(reason), ..CaseSummary::default() }
    }

    /// A case that can't be run at all.
    pub fn not_run(verdict: Verdict, problem: Problem) -> CaseSummary {
        let run = CaseRun::none(verdict, vec![problem]);
        CaseSummary {
            runs: 1,
            done: 1,
            failures: vec![Failure { run, number: 1, times: 1 }],
            ..Default::default()
        }
    }

    /// Counts one run.
    pub(super) fn add(&mut self, mut run: CaseRun, prepared: &Prepared, keep: bool) {
        self.done += 1;
        self.longest = self.longest.max(run.elapsed);
        self.peaks.extend(run.peak);
        self.times.extend(run.cpu);
        if prepared.case.overlap.is_some() {
            self.most_at_once = self.most_at_once.max(Work::count(&run.stderr).most);
        }
        if keep {
            self.kept.push(run.clone());
        }
        if !run.verdict.failed() {
            self.last = Some(run);
            return;
        }
        match self.failures.iter_mut().find(|failure| failure.run.verdict == run.verdict) {
            Some(known) => known.times += 1,
            None => {
                // A flood is large, and nobody asks for it any more.
                run.stdout.truncate(1 << 20);
                self.failures.push(Failure { run, number: self.done, times: 1 });
            }
        }
    }

    /// Whether a measure is in doubt, so that another run is needed.
    pub(super) fn is_undecided(&self, prepared: &Prepared) -> bool {
        if self.done < self.runs || self.failed() > 0 {
            return false;
        }
        let in_doubt = |over: usize| over > 0 && over < OVER && self.done < TRIES;
        in_doubt(self.over_memory(prepared).len())
            || in_doubt(self.over_time(prepared).len())
            || self.too_few_at_once(prepared).is_some() && self.done < self.runs + MORE_FOR_OVERLAP
    }

    /// Turns measures that are over their limits into problems.
    pub(super) fn settle(&mut self, prepared: &Prepared) {
        if self.failed() > 0 || self.done < self.runs {
            return;
        }
        let mut found = Vec::new();
        let memory = self.over_memory(prepared);
        if memory.len() >= OVER.min(self.done)
            && let (Some(&peak), Some(limit)) = (memory.iter().min(), memory_limit(prepared))
        {
            found.push((Verdict::Memory, Problem::Memory { peak, limit }));
        }
        let times = self.over_time(prepared);
        if times.len() >= OVER.min(self.done)
            && let (Some(&used), Some(limit)) = (times.iter().min(), prepared.case.cpu_seconds)
        {
            found.push((Verdict::Cpu, Problem::Cpu { used, limit: limit.into() }));
        }
        if let Some(problem) = self.too_few_at_once(prepared)
            && found.is_empty()
        {
            found.push((Verdict::Overlap, problem));
        }
        if let Some(&(verdict, _)) = found.first()
            && let Some(last) = self.last.take()
        {
            let problems = found.into_iter().map(|(_, problem)| problem).collect();
            self.failures.push(Failure {
                run: CaseRun { verdict, problems, ..last },
                number: self.done,
                times: self.done,
            });
        }
    }

    fn over_memory(&self, prepared: &Prepared) -> Vec<u64> {
        let Some(limit) = memory_limit(prepared) else {
            return Vec::new();
        };
        self.peaks.iter().copied().filter(|&peak| peak > limit).collect()
    }

    fn over_time(&self, prepared: &Prepared) -> Vec<Duration> {
        let Some(limit) = prepared.case.cpu_seconds else {
            return Vec::new();
        };
        self.times.iter().copied().filter(|&time| time > limit.into()).collect()
    }

    fn too_few_at_once(&self, prepared: &Prepared) -> Option<Problem> {
        let wanted = prepared.case.overlap?.at_least?;
        (self.most_at_once < wanted).then_some(Problem::TooFewAtOnce { most: self.most_at_once, wanted })
    }

    /// What was to be measured and can't be on this system.
    pub fn not_measured(&self, prepared: &Prepared) -> Vec<&'static str> {
        let mut not_measured = Vec::new();
        if prepared.case.peak_mib.is_some() && self.peaks.is_empty() {
            not_measured.push("memory");
        }
        if prepared.case.cpu_seconds.is_some() && self.times.is_empty() {
            not_measured.push("processor time");
        }
        not_measured
    }

    /// Whether nothing is still to come.
    pub fn is_complete(&self) -> bool {
        self.done >= self.runs
    }

    /// How many runs failed.
    pub fn failed(&self) -> usize {
        self.failures.iter().map(|failure| failure.times).sum()
    }

    /// In one word; of several failures the one that came first.
    pub fn verdict(&self) -> Verdict {
        match self.failures.first() {
            Some(failure) => failure.run.verdict,
            None if self.skipped.is_some() => Verdict::Skipped,
            None => Verdict::Ok,
        }
    }

    /// The run that stands for all: the first that failed, or the last.
    pub fn deciding_run(&self) -> Option<&CaseRun> {
        self.failures.first().map(|failure| &failure.run).or(self.last.as_ref())
    }
}

fn memory_limit(prepared: &Prepared) -> Option<u64> {
    prepared.case.peak_mib.map(|mib| mib << 20)
}
