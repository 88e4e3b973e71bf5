//! `cargo xtask timeline`: runs demos, and draws who worked on what, and when.

mod bars;
mod events;
mod files;
mod lines;
mod load;
mod model;
mod queue;
mod record;
mod scale;
mod select;
mod svg;
mod terminal;
mod trace;
mod units;
mod words;

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;

use crate::builder::{self, Broken, Built};
use crate::case::{self, Demo};
use crate::report::{self, Colour, Progress};
use crate::run::Stop;
use crate::scratch::Scratch;
use crate::workshop::terminal::width_told;
use crate::workspace::Workspace;
use record::{Load, Run, Stage};
use terminal::Canvas;

/// The capacities that are compared: none, the least, some, and room for everything.
const CAPACITIES: [u64; 4] = [0, 1, 64, 1_000_000];
/// A width when nobody tells one.
const WIDTH: usize = 80;

/// What the command line asked for.
#[derive(Default)]
pub struct Options {
    /// Demos; the two that deal the same tasks in different ways, if none is named.
    pub names: Vec<String>,
    /// What the demos are given on their command lines.
    pub args: Vec<String>,
    /// The capacities to compare; those built in, if there is none.
    pub capacities: Vec<u64>,
    /// Where to write a picture.
    pub svg: Option<PathBuf>,
    /// Where to write a trace.
    pub trace: Option<PathBuf>,
    /// Whether to colour the picture in the terminal.
    pub colour: Colour,
}

/// Runs the command.
pub fn run(options: &Options, stop: &Stop) -> Result<ExitCode> {
    let workspace = Workspace::find()?;
    let demos = case::demos(&workspace)?;
    let chosen = select::select(&demos, &options.names)?;
    select::check_capacities(&chosen, &options.capacities)?;
    // Better said now than when all is done.
    files::check(options)?;

    let colour = options.colour.for_stdout();
    let Some(built) = builder::build(chosen.iter().map(|demo| &demo.package), colour.is_on(), stop)? else {
        report::clear_after_cargo();
        return Ok(ExitCode::FAILURE);
    };
    let Some(runs) = run_all(&chosen, &built, &workspace, options, stop)? else {
        return Ok(ExitCode::FAILURE);
    };

    // Whoever reads only the first lines wants the files all the same; and who can't have them, the lines.
    let written = files::write_all(options, &runs);
    let width = width_told().unwrap_or(WIDTH).clamp(terminal::NARROWEST, terminal::WIDEST);
    report::print(&Canvas { width, paint: colour }.draw(&runs))?;
    written?;
    Ok(if runs.iter().all(Run::is_well) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Runs the demos one after the other, so that they don't disturb each other. `None` if it was stopped.
fn run_all(
    chosen: &[&Demo],
    built: &Built,
    workspace: &Workspace,
    options: &Options,
    stop: &Stop,
) -> Result<Option<Vec<Run>>> {
    let scratch = Scratch::new(&workspace.target, "timeline");
    let stage = Stage { scratch: &scratch, stop };
    let ids: HashSet<&str> = chosen.iter().map(|demo| demo.package.id.as_str()).collect();
    let mut progress = Progress::new(chosen.len());
    let mut runs = Vec::new();
    for demo in chosen {
        let Some(program) = built.program(&demo.package) else {
            let mut run = not_built(demo, built.why_not(&demo.package, &ids));
            // What several of them need is told once.
            if runs.iter().any(|other: &Run| other.compiler == run.compiler) {
                run.compiler.clear();
            }
            runs.push(run);
            continue;
        };
        progress.started(demo.name.clone());
        let Some(run) = record(&stage, demo, program, options)? else {
            return Ok(None);
        };
        progress.finished(&demo.name);
        runs.push(run);
    }
    Ok(Some(runs))
}

/// Runs a demo, and if it has a queue to bound, once more under each capacity. `None` if it was stopped.
fn record(stage: &Stage, demo: &Demo, program: &Path, options: &Options) -> Result<Option<Run>> {
    let Some(mut run) = stage.plain(&demo.name, program, &options.args)? else {
        return Ok(None);
    };
    let Some(load) = Load::of(&demo.name) else {
        return Ok(Some(run));
    };
    let capacities = match options.capacities.as_slice() {
        // Arguments of one's own mean something else than this comparison.
        [] if !options.args.is_empty() => &[],
        [] => CAPACITIES.as_slice(),
        capacities => capacities,
    };
    run.load = load.words();
    for &capacity in capacities {
        let Some(part) = stage.loaded(&demo.name, load, program, &options.args, capacity)? else {
            return Ok(None);
        };
        run.parts.push(part);
    }
    Ok(Some(run))
}

fn not_built(demo: &Demo, why: Broken) -> Run {
    let (fault, messages) = match why {
        Broken::Own(messages) => ("it doesn't compile", messages),
        Broken::Needed(messages) => ("a package that it needs doesn't compile", messages),
        Broken::Unknown => ("it isn't there; cargo said why", String::new()),
    };
    Run { name: demo.name.clone(), faults: vec![fault.to_owned()], compiler: messages, ..Run::default() }
}
