//! Runs cases as often as their verdict needs, a few at a time, and sums up what came of them.

mod summary;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use std::{fs, thread};

use anyhow::Result;

use super::cancel::CancellationToken;
use super::compare::Order;
use super::judge::judge;
use super::pool::{self, JobEvent};
use super::process::{End, Hangs, RunSpec, Stderr, Stdin, Timed, TimedEvent, run};
use super::scratch::Scratch;
use super::spec::{Case, Fault, Part, StdinFault, beside, read_bounded};
use super::verdict::{Problem, Verdict};
pub use summary::{CaseSummary, Failure};

/// The environment variable that picks the variant of an exercise's world.
pub const WORLD: &str = "RAINBOW_WORLD";
/// How much longer a run may take under load.
const STRETCH: u32 = 4;
/// How many runs are added at once to a case in doubt whose verdict is waited for.
const AT_ONCE: usize = 3;
/// How long a program that waits for its input is watched, to know what it usually does.
const AT_THE_PROMPT: Duration = Duration::from_secs(1);
/// How long a paused program stays paused.
const PAUSE: Duration = Duration::from_millis(30);

/// A case with everything that its runs need.
pub struct Prepared {
    /// What it is called in reports and folders: its demo or program.
    pub group: String,
    /// The case itself.
    pub case: Case,
    /// Where the program is.
    pub program: PathBuf,
    /// What it is given on stdin.
    pub input: Option<Arc<[u8]>>,
    /// What it has to print; nothing, if there is no log.
    pub log: Option<Vec<u8>>,
    /// The name of the log.
    pub log_name: String,
    /// The order that its output keeps.
    pub order: Order,
    /// How much of the log has to come.
    pub part: Part,
    /// The losses that it reports.
    pub losses: Vec<String>,
    /// How long a run may take.
    pub limit: Duration,
    /// How much a run may print to each stream, in bytes.
    pub most: usize,
    /// How many runs there are.
    pub runs: usize,
    args: Vec<OsString>,
    env: Vec<(OsString, OsString)>,
    /// What it does when nothing interrupts it.
    usual: OnceLock<Usual>,
}

/// What a program does when nothing interrupts it.
#[derive(Clone, Copy)]
struct Usual {
    /// How long it runs.
    elapsed: Duration,
    /// Whether it catches the signal of the fault.
    catches: bool,
}

/// What a file says of all its cases that don't say otherwise.
pub struct Defaults {
    /// The order.
    pub order: Order,
    /// The log.
    pub log: &'static str,
    /// The time limit.
    pub limit: Duration,
    /// The number of runs.
    pub runs: usize,
    /// How much a run may print to each stream, in bytes.
    pub most: usize,
}

/// How cases are run.
pub struct Plan<'a> {
    /// Where they run.
    pub scratch: &'a Scratch,
    /// How many run at a time.
    pub workers: usize,
    /// Whether the machine is kept busy meanwhile.
    pub stress: bool,
    /// What chance starts from.
    pub seed: u64,
    /// Whether a group's later cases are cancelled when one of its cases has failed.
    pub stop_at_failure: bool,
    /// Whether every run is kept in the summary, and not only those that tell something.
    pub keep_runs: bool,
}

/// What one run of a case came to.
#[derive(Clone, Debug)]
pub struct CaseRun {
    /// In one word.
    pub verdict: Verdict,
    /// What is wrong, if anything.
    pub problems: Vec<Problem>,
    /// How long the program ran.
    pub elapsed: Duration,
    /// What it printed to stdout.
    pub stdout: Vec<u8>,
    /// What it printed to stderr.
    pub stderr: Vec<u8>,
    /// The most memory it had, in bytes.
    pub peak: Option<u64>,
    /// The processor time it used.
    pub cpu: Option<Duration>,
    /// Where its files are, if they were kept.
    pub folder: Option<PathBuf>,
}

impl CaseRun {
    /// A run that never was, for this reason.
    pub fn none(verdict: Verdict, problems: Vec<Problem>) -> CaseRun {
        CaseRun {
            verdict,
            problems,
            elapsed: Duration::ZERO,
            stdout: Vec::new(),
            stderr: Vec::new(),
            peak: None,
            cpu: None,
            folder: None,
        }
    }
}

impl Prepared {
    /// Reads what the case needs. `file` is where it is declared.
    ///
    /// # Errors
    /// When its input or its log can't be read.
    pub fn new(
        group: &str,
        case: &Case,
        file: &Path,
        program: &Path,
        defaults: &Defaults,
    ) -> Result<Prepared> {
        let input = match &case.input {
            Some(input) => {
                let times = case.input_times.map_or(1, usize::from);
                Some(Arc::from(read_bounded(&beside(file, input))?.repeat(times)))
            }
            None => None,
        };
        let compared = case.part != Part::Any && (case.reported.is_none() || case.log.is_some());
        let log_name = case.log.as_deref().unwrap_or(defaults.log).to_owned();
        let log_file = file.parent().unwrap_or(Path::new(".")).join(&log_name);
        let log = match &case.stdout {
            Some(stdout) => Some(stdout.clone().into_bytes()),
            None if compared && log_file.exists() => Some(read_bounded(&log_file)?),
            None => None,
        };
        Ok(Prepared {
            group: group.to_owned(),
            program: program.to_owned(),
            input,
            log,
            log_name,
            order: case.order.unwrap_or(defaults.order),
            part: if compared || case.stdout.is_some() { case.part } else { Part::Any },
            losses: case.losses.iter().flat_map(|text| expand(text)).collect(),
            limit: case.limit.map_or(defaults.limit, Duration::from),
            most: defaults.most,
            runs: case.runs.map_or(defaults.runs, usize::from),
            args: case.args.iter().map(OsString::from).collect(),
            env: environment(case),
            case: case.clone(),
            usual: OnceLock::new(),
        })
    }

    /// The name by which it is chosen.
    pub fn name(&self) -> String {
        format!("{}/{}", self.group, &*self.case.name)
    }

    /// Runs it for the `number`th time. `None` if it was cancelled.
    fn run_once(&self, number: usize, plan: &Plan, cancel: &CancellationToken) -> Option<CaseRun> {
        self.try_once(number, plan, cancel).unwrap_or_else(|error| {
            let error = format!("{error:#}");
            Some(CaseRun::none(Verdict::Error, vec![Problem::NotRun { error }]))
        })
    }

    fn try_once(&self, number: usize, plan: &Plan, cancel: &CancellationToken) -> Result<Option<CaseRun>> {
        let case = &self.case;
        let folder = plan.scratch.fresh(&self.group, &format!("{}.{number}", &*case.name))?;
        // Under load every other run has only one processor.
        let fault =
            Fault { one_core: case.fault.one_core || plan.stress && number % 2 == 1, ..case.fault.clone() };
        let timed = self.timed(number, plan, &fault, &folder, cancel)?;
        // A verdict that is waited for comes from the first world, if that hangs: its runs alone may take the debugger's
        // time.
        let explained = !plan.stop_at_failure || case.world.is_none();
        let hangs = if explained { Hangs::AreExplained } else { Hangs::AreProven };
        let outcome = run(&self.spec(&folder, &fault, &timed, plan, hangs), cancel)?;
        if outcome.end == End::Cancelled {
            let _ = fs::remove_dir_all(&folder);
            return Ok(None);
        }
        let (verdict, problems) = judge(&outcome, self, &folder);
        // What it left behind is kept for whoever wants to know why it failed.
        let removed = if verdict.failed() { fs::remove_dir(&folder) } else { fs::remove_dir_all(&folder) };
        Ok(Some(CaseRun {
            verdict,
            problems,
            elapsed: outcome.elapsed,
            stdout: outcome.stdout,
            stderr: outcome.stderr,
            peak: outcome.peak,
            cpu: outcome.cpu,
            folder: removed.is_err().then_some(folder),
        }))
    }

    fn spec<'a>(
        &'a self,
        folder: &'a Path,
        fault: &'a Fault,
        timed: &'a [Timed],
        plan: &Plan,
        hangs: Hangs,
    ) -> RunSpec<'a> {
        let case = &self.case;
        RunSpec {
            program: &self.program,
            args: &self.args,
            folder,
            env: &self.env,
            stdin: match &self.input {
                Some(input) => Stdin::Bytes(Arc::clone(input)),
                None if fault.stdin == Some(StdinFault::Stall) => Stdin::Bytes(Arc::from([])),
                None if case.steps.is_empty() => Stdin::Empty,
                None => Stdin::Steps(&case.steps),
            },
            limit: if plan.stress { self.limit * STRETCH } else { self.limit },
            most: self.most,
            fault,
            timed,
            measure: case.peak_mib.is_some() || case.cpu_seconds.is_some(),
            stderr: Stderr::Collected,
            hangs,
        }
    }

    /// What happens to the `number`th run at moments that chance picks: in each of N runs in another Nth of the time that
    /// it usually takes.
    fn timed(
        &self,
        number: usize,
        plan: &Plan,
        fault: &Fault,
        folder: &Path,
        cancel: &CancellationToken,
    ) -> Result<Vec<Timed>> {
        let mut timed = Vec::new();
        if fault.signal.is_none() && fault.pauses.is_none() {
            return Ok(timed);
        }
        let usual = match self.usual.get() {
            Some(usual) => *usual,
            None => {
                let mut spec = self.spec(folder, fault, &[], plan, Hangs::AreProven);
                if fault.stdin == Some(StdinFault::Stall) {
                    // It doesn't end by itself.
                    spec.limit = spec.limit.min(AT_THE_PROMPT);
                }
                let outcome = run(&spec, cancel)?;
                // The run that counts begins with an empty folder, too.
                fs::remove_dir_all(folder).and_then(|()| fs::create_dir(folder))?;
                *self.usual.get_or_init(|| Usual { elapsed: outcome.elapsed, catches: outcome.catches })
            }
        };
        let mut rng = fastrand::Rng::with_seed(plan.seed.wrapping_add(number as u64));
        if let Some(signal) = fault.signal {
            let place = (number % self.runs) as f64 + rng.f64();
            let at = usual.elapsed.mul_f64(place / self.runs as f64);
            let event =
                if usual.catches { TimedEvent::CaughtSignal(signal) } else { TimedEvent::Signal(signal) };
            timed.push(Timed { at, event });
            if let Some(again) = fault.again {
                timed.push(Timed { at: at + Duration::from(again), event });
            }
        }
        for _ in 0..fault.pauses.unwrap_or_default() {
            let at = usual.elapsed.mul_f64(rng.f64());
            timed.push(Timed { at, event: TimedEvent::Pause });
            timed.push(Timed { at: at + PAUSE, event: TimedEvent::Continue });
        }
        timed.sort_by_key(|timed| timed.at);
        Ok(timed)
    }
}

/// What a program has in its environment besides what we have.
fn environment(case: &Case) -> Vec<(OsString, OsString)> {
    let mut env: Vec<(OsString, OsString)> =
        vec![("RUST_BACKTRACE".into(), "0".into()), ("NO_COLOR".into(), "1".into())];
    env.extend(case.env.iter().map(|(name, value)| (name.into(), value.into())));
    env.push((WORLD.into(), case.world.as_deref().unwrap_or_default().into()));
    env
}

/// A text, or the texts that `{from..to}` or `{from..to/step}` in it stands for.
fn expand(text: &str) -> Vec<String> {
    let parse = || -> Option<Vec<String>> {
        let (start, rest) = text.split_once('{')?;
        let (range, end) = rest.split_once('}')?;
        let (range, step) = range.split_once('/').unwrap_or((range, "1"));
        let (from, to) = range.split_once("..")?;
        let numbers =
            (from.parse::<usize>().ok()?..to.parse().ok()?).step_by(step.parse().ok().filter(|&n| n > 0)?);
        Some(numbers.map(|number| format!("{start}{number}{end}")).collect())
    };
    parse().unwrap_or_else(|| vec![text.to_owned()])
}

/// Something that happened to a case, by its place among those that are run.
pub enum CaseEvent {
    /// A run of it has begun.
    Started(usize),
    /// A run of it is over. The summary of the case has it already.
    Finished(usize),
}

/// Runs all these cases, and sums up what came of each. `happened` hears of every run.
///
/// A measure that is in doubt is taken again, one run at a time, so that no other run disturbs it.
///
/// # Errors
/// When `happened` fails.
pub fn run_all(
    cases: &[Prepared],
    plan: &Plan,
    cancel: &CancellationToken,
    mut happened: impl FnMut(CaseEvent, &[CaseSummary]) -> Result<()>,
) -> Result<Vec<CaseSummary>> {
    let _load = plan.stress.then(Load::start);
    let mut summaries: Vec<CaseSummary> = cases.iter().map(|case| CaseSummary::new(case.runs)).collect();
    let groups = Groups::new(cases, cancel);
    // Among others a program gets less of the processor than it would take. What overlaps needn't be alone where a
    // verdict is waited for: what is in doubt is run again.
    let alone = |place: &usize| {
        let case = &cases[*place].case;
        let overlaps = case.overlap.is_some_and(|overlap| overlap.at_least.is_some());
        case.cpu_seconds.is_some() || overlaps && !plan.stop_at_failure
    };
    let (measured, together): (Vec<usize>, Vec<usize>) = (0..cases.len()).partition(alone);
    let runs_of = |places: &[usize]| -> Vec<(usize, usize)> {
        let runs = places.iter().flat_map(|&place| (0..cases[place].runs).map(move |number| (place, number)));
        let mut runs: Vec<_> = runs.collect();
        if plan.stop_at_failure {
            // The first run of each case tells most.
            runs.sort_by_key(|&(_, number)| number);
        }
        runs
    };
    let mut run_batch =
        |jobs: &[(usize, usize)], workers: usize, summaries: &mut Vec<CaseSummary>| -> Result<()> {
            let job = |at: usize| {
                let (place, number) = jobs[at];
                let cancel = groups.token(place);
                (!cancel.is_cancelled()).then(|| cases[place].run_once(number, plan, cancel)).flatten()
            };
            pool::work(workers, jobs.len(), job, cancel, |event| match event {
                JobEvent::Started(at) => happened(CaseEvent::Started(jobs[at].0), summaries),
                JobEvent::Finished(at, run) => {
                    let place = jobs[at].0;
                    if let Some(run) = run {
                        summaries[place].add(run, &cases[place], plan.keep_runs);
                    }
                    if plan.stop_at_failure && summaries[place].verdict().failed() {
                        groups.cancel_from(place);
                    }
                    happened(CaseEvent::Finished(place), summaries)
                }
            })
        };
    run_batch(&runs_of(&together), plan.workers, &mut summaries)?;
    run_batch(&runs_of(&measured), 1, &mut summaries)?;
    loop {
        let mut again: Vec<(usize, usize)> = Vec::new();
        let mut in_doubt = None;
        for (place, case) in cases.iter().enumerate() {
            let group = Some(case.group.as_str());
            // Of a group that stops at its first failure, the first case in doubt has to be decided first.
            if groups.token(place).is_cancelled() || plan.stop_at_failure && in_doubt == group {
                continue;
            }
            if summaries[place].is_undecided(case) {
                in_doubt = group;
                let done = summaries[place].done;
                again.extend(
                    (done..done + if plan.stop_at_failure { AT_ONCE } else { 1 }).map(|run| (place, run)),
                );
                continue;
            }
            summaries[place].settle(case);
            if plan.stop_at_failure && summaries[place].verdict().failed() {
                groups.cancel_from(place);
            }
        }
        if again.is_empty() || cancel.is_cancelled() {
            break;
        }
        let workers = if plan.stop_at_failure { plan.workers } else { 1 };
        run_batch(&again, workers, &mut summaries)?;
    }
    for (summary, case) in summaries.iter_mut().zip(cases) {
        summary.settle(case);
    }
    Ok(summaries)
}

/// The cases of one program, in their order: each has a token, so that the later ones can be cancelled.
struct Groups<'a> {
    cases: &'a [Prepared],
    tokens: Vec<CancellationToken>,
}

impl<'a> Groups<'a> {
    fn new(cases: &'a [Prepared], cancel: &CancellationToken) -> Groups<'a> {
        Groups { cases, tokens: cases.iter().map(|_| cancel.child_token()).collect() }
    }

    fn token(&self, place: usize) -> &CancellationToken {
        &self.tokens[place]
    }

    /// Cancels the case that failed, and those after it: what fails first is what is shown.
    fn cancel_from(&self, place: usize) {
        for later in place..self.cases.len() {
            if self.cases[later].group == self.cases[place].group {
                self.tokens[later].cancel();
            }
        }
    }
}

/// Keeps every processor busy until it is dropped.
struct Load {
    over: CancellationToken,
    threads: Vec<thread::JoinHandle<()>>,
}

impl Load {
    fn start() -> Load {
        let over = CancellationToken::default();
        let spin = |_| {
            let over = over.clone();
            thread::spawn(move || {
                while !over.is_cancelled() {
                    std::hint::spin_loop();
                }
            })
        };
        let cores = thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Load { threads: (0..cores).map(spin).collect(), over }
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        self.over.cancel();
        for thread in self.threads.drain(..) {
            // A spinning thread has nothing to panic about.
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_in_a_loss_stands_for_all_its_numbers() {
        assert_eq!(expand("lost: task {1..10/4}:"), ["lost: task 1:", "lost: task 5:", "lost: task 9:"]);
        assert_eq!(expand("{0..2}"), ["0", "1"]);
        assert_eq!(expand("as {it} is"), ["as {it} is"]);
    }
}
