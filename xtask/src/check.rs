//! `cargo xtask check`: builds the demos, runs their cases side by side, and reports which kept their promise.

mod bless;
mod select;
mod trial;

use std::collections::HashSet;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;

use crate::builder::{self, Built};
use crate::case::{self, Chosen};
use crate::pool::{self, News};
use crate::report::{self, Colour, Progress, json};
use crate::run::Stop;
use crate::scratch::Scratch;
use crate::tally::Tally;
use crate::verdict::{Problem, Verdict};
use crate::workspace::Workspace;
use trial::Ready;

/// What the command line asked for.
#[derive(Default)]
pub struct Options {
    /// Demos and cases; all, if none is named.
    pub names: Vec<String>,
    /// How often each case runs.
    pub repeat: Option<usize>,
    /// Write the logs instead of checking them.
    pub bless: bool,
    /// List the cases instead of running them.
    pub list: bool,
    /// Report as JSON.
    pub json: bool,
    /// Whether to colour the report.
    pub colour: Colour,
}

/// Runs the command.
pub fn run(options: &Options, stop: &Stop) -> Result<ExitCode> {
    if options.bless {
        bless::refuse_in_ci()?;
    }
    let started = Instant::now();
    let workspace = Workspace::find()?;
    let demos = case::demos(&workspace)?;
    let chosen = select::select(&demos, &options.names, &workspace.root)?;
    if options.list {
        report::print(&if options.json { json::list(&chosen)? } else { select::list(&chosen) })?;
        return Ok(ExitCode::SUCCESS);
    }
    if options.bless {
        let chosen = select::with_those_that_share_a_log(&demos, &chosen);
        return bless::run(&chosen, &workspace, options, stop);
    }

    let Some(built) = build(&chosen, options, stop)? else {
        return Ok(ExitCode::FAILURE);
    };
    let tallies = run_all(&chosen, &built, &workspace, options, stop)?;
    if stop.is_set() {
        return Ok(ExitCode::FAILURE);
    }
    report::print(&if options.json {
        json::report(&tallies, started.elapsed())?
    } else {
        report::details(&tallies, options.colour.for_stdout()) + &report::summary(&tallies, started.elapsed())
    })?;
    let failed = tallies.iter().any(|tally| tally.verdict().failed());
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Builds the programs of the cases that are run here. `None` if it was stopped.
fn build(chosen: &[Chosen], options: &Options, stop: &Stop) -> Result<Option<Built>> {
    let mut packages: Vec<_> = chosen
        .iter()
        .filter(|chosen| chosen.case.skipped().is_none())
        .map(|chosen| &chosen.demo.package)
        .collect();
    packages.dedup_by_key(|package| &package.id);
    if packages.is_empty() {
        return Ok(Some(Built::default()));
    }
    let colour = !options.json && options.colour.for_stdout().is_on();
    let built = builder::build(packages, colour, stop)?;
    if built.is_none() {
        report::clear_after_cargo();
    }
    Ok(built)
}

/// A case on its way to a verdict: those that can run, and those on which it is clear without.
enum Prepared<'a> {
    Ready(Ready<'a>),
    Settled(Tally<'a>),
}

fn prepare<'a>(chosen: &[Chosen<'a>], built: &Built) -> Result<Vec<Prepared<'a>>> {
    let demos: HashSet<&str> = chosen.iter().map(|chosen| chosen.demo.package.id.as_str()).collect();
    let prepare = |&chosen: &Chosen<'a>| {
        if let Some(reason) = chosen.case.skipped() {
            return Ok(Prepared::Settled(Tally::skipped(chosen, reason)));
        }
        let package = &chosen.demo.package;
        Ok(match built.program(package) {
            Some(program) => Prepared::Ready(Ready::read(chosen, program.clone())?),
            None => {
                let problem = Problem::NotBuilt(built.why_not(package, &demos));
                Prepared::Settled(Tally::not_run(chosen, Verdict::Build, problem))
            }
        })
    };
    chosen.iter().map(prepare).collect()
}

/// Runs each case as often as wanted, and prints its line as soon as those before it are printed.
fn run_all<'a>(
    chosen: &[Chosen<'a>],
    built: &Built,
    workspace: &Workspace,
    options: &Options,
    stop: &Stop,
) -> Result<Vec<Tally<'a>>> {
    let runs = options.repeat.unwrap_or(1);
    let scratch = Scratch::new(&workspace.target, "check");
    let mut tallies = Vec::new();
    // Each with the place of its case.
    let mut ready: Vec<(usize, Ready)> = Vec::new();
    for (place, prepared) in prepare(chosen, built)?.into_iter().enumerate() {
        match prepared {
            Prepared::Ready(case) => {
                tallies.push(Tally::new(case.chosen, runs));
                ready.push((place, case));
            }
            Prepared::Settled(tally) => tallies.push(tally),
        }
    }

    let jobs = ready.len() * runs;
    let mut lines = Lines { printed: 0, options, progress: Progress::new(jobs) };
    lines.print(&tallies)?;
    let job = |number: usize| ready[number / runs].1.try_once(&scratch, number % runs, stop);
    pool::work(jobs, job, stop, |news| {
        match news {
            News::Started(number) => lines.progress.started(ready[number / runs].1.chosen.name()),
            News::Done(number, trial) => {
                let (place, case) = &ready[number / runs];
                if let Some(trial) = trial {
                    tallies[*place].add(trial);
                    lines.print(&tallies)?;
                }
                lines.progress.finished(&case.chosen.name());
            }
        }
        Ok(())
    })?;
    Ok(tallies)
}

/// Prints the line of each case in the order in which they are declared.
struct Lines<'a> {
    printed: usize,
    options: &'a Options,
    progress: Progress,
}

impl Lines<'_> {
    fn print(&mut self, tallies: &[Tally]) -> Result<()> {
        let rest = &tallies[self.printed..];
        let complete = &rest[..rest.iter().take_while(|tally| tally.complete()).count()];
        if self.options.json || complete.is_empty() {
            return Ok(());
        }
        let paint = self.options.colour.for_stdout();
        let lines: String = complete.iter().map(|tally| report::case_line(tally, paint)).collect();
        self.progress.clear();
        self.printed += complete.len();
        report::print(&lines)
    }
}
