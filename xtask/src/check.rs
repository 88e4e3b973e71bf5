//! `cargo xtask check`: builds the demos, runs their cases side by side, and reports which kept their promise.

mod bless;
mod init;
mod json;
mod junit;
mod report;
mod select;

use std::env;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};

use crate::engine::cancel::CancellationToken;
use crate::engine::cargo::{BuildOutput, TargetName, Toolchain};
use crate::engine::case::{CaseEvent, CaseSummary, Defaults, Plan, Prepared, run_all};
use crate::engine::pool;
use crate::engine::scratch::Scratch;
use crate::engine::verdict::{Problem, Verdict};
use crate::engine::workspace::{Package, Workspace};
use crate::project::{self, DemoCase, Project};
use crate::term::status::Progress;
use crate::term::{Colour, print};

/// What the command line asked for.
#[derive(Default)]
pub struct Options {
    /// Demos and cases; all, if none is named.
    pub names: Vec<String>,
    /// The project to check, instead of the one we are in.
    pub project: Option<PathBuf>,
    /// How often each case runs.
    pub repeat: Option<usize>,
    /// Whether the machine is kept busy meanwhile.
    pub stress: bool,
    /// What chance starts from.
    pub seed: Option<u64>,
    /// Write a first `check.toml`.
    pub init: bool,
    /// The program's arguments for that.
    pub args: Vec<String>,
    /// Write the logs instead of checking them.
    pub bless: bool,
    /// List the cases instead of running them.
    pub list: bool,
    /// Report as JSON.
    pub json: bool,
    /// The file for a report as JUnit XML.
    pub junit: Option<PathBuf>,
    /// Whether to colour the report.
    pub colour: Colour,
}

impl Options {
    /// What chance starts from: the same seed gives the same moments and pieces.
    fn seed(&self) -> u64 {
        let now = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        self.seed.unwrap_or_else(|| u64::from(now().subsec_nanos()))
    }
}

/// A case, and what became of it.
struct Checked<'a> {
    case: DemoCase<'a>,
    summary: CaseSummary,
    /// What it promises and can't be measured here.
    not_measured: Vec<&'static str>,
}

/// Runs the command.
pub fn run(options: &Options, cancel: &CancellationToken) -> Result<ExitCode> {
    if options.init {
        return init::run(options, cancel);
    }
    if options.bless {
        bless::refuse_in_ci()?;
    }
    let started = Instant::now();
    let project = Project::read(workspace(options)?)?;
    let chosen = select::select(&project, &options.names)?;
    if options.list {
        print(&if options.json { json::list(&chosen)? } else { select::list(&chosen) })?;
        return Ok(ExitCode::SUCCESS);
    }
    let chosen = if options.bless { select::with_those_that_share_a_log(&project, &chosen) } else { chosen };
    let Some(built) = build_all(&project, &chosen, options, cancel)? else {
        return Ok(ExitCode::FAILURE);
    };
    if options.bless {
        return bless::run(&project, &chosen, &built, options, cancel);
    }

    let seed = options.seed();
    let checked = check_all(&project, &chosen, &built, seed, options, cancel)?;
    if cancel.is_cancelled() {
        return Ok(ExitCode::FAILURE);
    }
    let took = started.elapsed();
    if let Some(file) = &options.junit {
        junit::write(file, &checked, seed, took)?;
    }
    print(&if options.json {
        json::report(&checked, seed, took)?
    } else {
        report::details(&checked, seed, options.colour.for_stdout()) + &report::summary(&checked, took)
    })?;
    let failed = checked.iter().any(|checked| checked.summary.verdict().failed());
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// The workspace that we are in, or another one as it would be built there.
fn workspace(options: &Options) -> Result<Workspace> {
    let here = env::current_dir().context("the current folder can't be read")?;
    match &options.project {
        Some(folder) => Workspace::find(&here.join(folder), Toolchain::OfFolder),
        None => Workspace::find(&here, Toolchain::Ours),
    }
}

/// Builds the programs of the cases that are run here. `None` if it was cancelled.
fn build_all(
    project: &Project,
    chosen: &[DemoCase],
    options: &Options,
    cancel: &CancellationToken,
) -> Result<Option<BuildOutput>> {
    let mut packages: Vec<&Package> = Vec::new();
    let mut examples: Vec<&str> = Vec::new();
    for DemoCase { demo, case } in chosen.iter().filter(|chosen| chosen.case.skipped().is_none()) {
        packages.push(&demo.package);
        examples.extend(case.example.as_deref());
    }
    packages.dedup_by_key(|package| &package.id);
    examples.sort_unstable();
    examples.dedup();
    let colour = !options.json && options.colour.for_stdout().is_on();
    project::build(&project.workspace, &packages, &examples, colour, cancel)
}

/// Cases that can run, each with its place among all.
type Ready = Vec<(usize, Prepared)>;

/// The cases that can run, each with its place among all, and what is clear of the others without a run.
fn prepare(
    chosen: &[DemoCase],
    built: &BuildOutput,
    repeat: Option<usize>,
) -> Result<(Ready, Vec<CaseSummary>)> {
    let mut ready = Vec::new();
    let mut summaries = Vec::new();
    for (place, DemoCase { demo, case }) in chosen.iter().enumerate() {
        if let Some(reason) = case.skipped() {
            summaries.push(CaseSummary::skipped(reason));
            continue;
        }
        let target = match &case.example {
            Some(example) => example,
            None => demo.package.program()?,
        };
        let target = TargetName { package: demo.package.id.clone(), name: target.to_owned() };
        match built.executable(&target) {
            Ok(program) => {
                let defaults = Defaults { order: demo.order, ..project::DEFAULTS };
                let mut prepared = Prepared::new(&demo.name, case, &demo.file, program, &defaults)?;
                prepared.runs *= repeat.unwrap_or(1);
                summaries.push(CaseSummary::new(prepared.runs));
                ready.push((place, prepared));
            }
            Err(failure) => {
                summaries.push(CaseSummary::not_run(Verdict::Build, Problem::NotBuilt(failure)));
            }
        }
    }
    Ok((ready, summaries))
}

/// Runs each case as often as wanted, and prints its line as soon as those before it are printed.
fn check_all<'a>(
    project: &Project,
    chosen: &[DemoCase<'a>],
    built: &BuildOutput,
    seed: u64,
    options: &Options,
    cancel: &CancellationToken,
) -> Result<Vec<Checked<'a>>> {
    let (ready, mut summaries) = prepare(chosen, built, options.repeat)?;
    let (places, ready): (Vec<usize>, Vec<Prepared>) = ready.into_iter().unzip();
    let scratch = Scratch::new(&project.workspace.target, "check");
    let stress = options.stress;
    let plan = Plan {
        scratch: &scratch,
        workers: pool::workers(),
        stress,
        seed,
        stop_at_failure: false,
        keep_runs: false,
    };
    let mut progress = Progress::new(ready.iter().map(|case| case.runs).sum());
    let mut printed = 0;
    let mut print_lines = |summaries: &[&CaseSummary], progress: &mut Progress| -> Result<()> {
        let paint = options.colour.for_stdout();
        let mut text = String::new();
        while let Some(summary) = summaries.get(printed)
            && summary.is_complete()
        {
            text += &report::case_line(&chosen[printed].name(), summary, paint);
            printed += 1;
        }
        if !text.is_empty() && !options.json {
            progress.clear();
            print(&text)?;
        }
        Ok(())
    };
    let finished = run_all(&ready, &plan, cancel, |event, running| {
        match event {
            CaseEvent::Started(at) => progress.started(ready[at].name()),
            CaseEvent::Finished(at) => progress.finished(&ready[at].name()),
        }
        let mut all: Vec<&CaseSummary> = summaries.iter().collect();
        for (at, summary) in running.iter().enumerate() {
            all[places[at]] = summary;
        }
        print_lines(&all, &mut progress)
    })?;
    let mut not_measured: Vec<Vec<&str>> = chosen.iter().map(|_| Vec::new()).collect();
    for ((place, summary), case) in places.into_iter().zip(finished).zip(&ready) {
        not_measured[place] = summary.not_measured(case);
        summaries[place] = summary;
    }
    if !cancel.is_cancelled() {
        print_lines(&summaries.iter().collect::<Vec<_>>(), &mut progress)?;
    }
    progress.clear();
    let checked = chosen.iter().zip(summaries).zip(not_measured);
    Ok(checked
        .map(|((case, summary), not_measured)| Checked { case: *case, summary, not_measured })
        .collect())
}
