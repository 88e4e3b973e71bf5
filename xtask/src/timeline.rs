//! `cargo xtask timeline`: runs demos, and draws which worker did what, and when.

mod clients;
mod layout;
mod model;
mod queue;
mod record;
mod recording;
mod svg;
mod terminal;
mod trace;
mod units;
mod words;

use std::collections::HashSet;
use std::env;
use std::fs;
use std::path::{self, Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail, ensure};

use crate::engine::cancel::CancellationToken;
use crate::engine::cargo::{BuildFailure, TargetName, Toolchain};
use crate::engine::scratch::Scratch;
use crate::engine::workspace::Workspace;
use crate::project::{self, Demo, Project};
use crate::term::status::Progress;
use crate::term::{self, Colour, print};
use crate::text::nearest;
use crate::usage::UsageError;
use record::{Run, load};

/// What is drawn if no demo is named: the same tasks, dispatched in two ways.
const COMPARED: [&str; 2] = ["tokio-mpsc", "flume-mpmc"];
/// The capacities that are compared: none, the least, some, and room for everything.
const CAPACITIES: [u64; 4] = [0, 1, 64, 1_000_000];

/// What the command line asked for.
#[derive(Default)]
pub struct Options {
    /// Demos; those to compare, if none is named.
    pub names: Vec<String>,
    /// The demos' arguments.
    pub args: Vec<String>,
    /// The capacities to compare; those built in, if there is none.
    pub capacities: Vec<u64>,
    /// Where to write a picture and a trace.
    pub svg: Option<PathBuf>,
    pub trace: Option<PathBuf>,
    /// Whether to colour the picture in the terminal.
    pub colour: Colour,
}

/// Runs the command.
pub fn run(options: &Options, cancel: &CancellationToken) -> Result<ExitCode> {
    let folder = env::current_dir().context("the current folder can't be read")?;
    let project = Project::read(Workspace::find(&folder, Toolchain::Ours)?)?;
    let chosen = select(&project.demos, options)?;
    check_files(options)?;
    let paint = options.colour.for_stdout();
    let scratch = Scratch::new(&project.workspace.target, "timeline");
    let Some(runs) = run_all(&project.workspace, &chosen, options, &scratch, cancel)? else {
        return Ok(ExitCode::FAILURE);
    };

    // A pipe that closes early costs no file, and a file that can't be written costs neither the other nor the picture.
    let svg = options.svg.as_ref().map(|file| write(file, &svg::draw(&runs)));
    let trace = options.trace.as_ref().map(|file| write(file, &trace::trace(&runs)));
    let width = term::size().0.clamp(terminal::NARROWEST, terminal::WIDEST);
    print(&terminal::draw(&layout::picture(&runs, width), paint))?;
    svg.into_iter().chain(trace).collect::<Result<()>>()?;
    Ok(if runs.iter().all(Run::is_well) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The demos to draw, in their order and each once.
fn select<'a>(demos: &'a [Demo], options: &Options) -> Result<Vec<&'a Demo>> {
    // A shell completes a folder's name with a slash.
    let mut wanted: Vec<&str> = options.names.iter().map(|name| name.trim_end_matches(['/', '\\'])).collect();
    if wanted.is_empty() {
        wanted.extend(COMPARED);
    }
    let mut chosen: Vec<&Demo> = Vec::new();
    for name in wanted {
        let Some(demo) = demos.iter().find(|demo| demo.name == name) else {
            let known: Vec<&str> = demos.iter().map(|demo| demo.name.as_str()).collect();
            let hint = match nearest(name, known.iter().copied()) {
                Some(nearest) => format!("did you mean {nearest}?"),
                None => format!("there are {}", known.join(", ")),
            };
            bail!(UsageError(format!("there is no demo {name:?}: {hint}")));
        };
        let has_queue = "sync-to-async and async-to-sync have one";
        if !options.capacities.is_empty() && load(name).is_none() {
            bail!(UsageError(format!("--capacity: {name} has no bounded queue; {has_queue}")));
        }
        if !chosen.iter().any(|chosen| chosen.name == demo.name) {
            chosen.push(demo);
        }
    }
    Ok(chosen)
}

/// Looks for mistakes that are better reported before everything is run.
fn check_files(options: &Options) -> Result<()> {
    let mut places = HashSet::new();
    for file in options.svg.iter().chain(&options.trace) {
        let place = path::absolute(file).ok().filter(|place| !place.is_dir());
        let place = place.with_context(|| UsageError(format!("{file:?}: isn't the name of a file")))?;
        let folder = place.parent().unwrap_or(&place);
        ensure!(
            folder.is_dir(),
            UsageError(format!("{}: there is no folder {}", file.display(), folder.display()))
        );
        ensure!(places.insert(place), UsageError("--svg and --trace name the same file".to_owned()));
    }
    Ok(())
}

fn write(file: &Path, text: &str) -> Result<()> {
    fs::write(file, text).with_context(|| format!("{}: can't be written", file.display()))
}

/// Builds the demos and runs them one after the other, so that they don't disturb each other. `None` if it was interrupted.
fn run_all(
    workspace: &Workspace,
    chosen: &[&Demo],
    options: &Options,
    scratch: &Scratch,
    cancel: &CancellationToken,
) -> Result<Option<Vec<Run>>> {
    let packages: Vec<_> = chosen.iter().map(|demo| &demo.package).collect();
    let colour = options.colour.for_stdout().is_on();
    let Some(built) = project::build(workspace, &packages, &[], colour, cancel)? else {
        return Ok(None);
    };
    let mut programs = Vec::new();
    for demo in chosen {
        let name = demo.package.program()?.to_owned();
        match built.executable(&TargetName { package: demo.package.id.clone(), name }) {
            Ok(program) => programs.push(program),
            Err(BuildFailure::Own(messages) | BuildFailure::Dependency(messages)) => {
                bail!("{} doesn't compile\n{}", demo.name, messages.trim_end())
            }
        }
    }
    let mut progress = Progress::new(chosen.len());
    let mut runs = Vec::new();
    for (demo, program) in chosen.iter().zip(programs) {
        progress.started(demo.name.clone());
        let compared = capacities(demo, options).iter().copied().map(Some);
        for capacity in [None].into_iter().chain(compared) {
            match record::record(&demo.name, program, &options.args, capacity, scratch, cancel)? {
                Some(run) => runs.push(run),
                None => return Ok(None),
            }
        }
        progress.finished(&demo.name);
    }
    Ok(Some(runs))
}

/// The capacities under which a demo is run once more.
fn capacities<'a>(demo: &Demo, options: &'a Options) -> &'a [u64] {
    match options.capacities.as_slice() {
        _ if load(&demo.name).is_none() => &[],
        // With arguments, the user asks for something else than this comparison.
        [] if !options.args.is_empty() => &[],
        [] => &CAPACITIES,
        capacities => capacities,
    }
}
