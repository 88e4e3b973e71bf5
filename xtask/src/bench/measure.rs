//! Measures: sets up each bench, runs it, and reports.

mod channels;
mod chart;
mod copy;
mod deal;
mod fair;
mod grain;
mod group;
mod hop;
mod json;
mod machine;
mod markdown;
mod offload;
mod progress;
mod results;
mod runner;
mod shown;
mod side;
mod spread;
mod table;
#[cfg(test)]
mod tests;

use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};

use super::Options;
use super::build::build;
use crate::report;
use crate::run::Stop;
use crate::scratch::Scratch;
use crate::workshop::terminal;
use crate::workspace::Workspace;
pub use copy::{COMMAND as COPY, Way};
pub use group::Outcome;
use group::{Bench, Settings};
use machine::Machine;
use progress::Progress;
use results::{Answer, Results};

/// The benches, in the order of [`super::BENCHES`].
const ALL: &[Bench] = &[copy::BENCH, deal::BENCH, offload::BENCH, grain::BENCH, hop::BENCH, fair::BENCH];

/// Runs the benches that are named, or all of them.
pub fn run(options: &Options, stop: &Stop) -> Result<ExitCode> {
    let workspace = Workspace::find()?;
    let out = options.out.clone().unwrap_or_else(|| workspace.target.join("bench"));
    make_folder(&out)?;
    let Some(sync_to_async) = build("sync-to-async", &[], stop)? else {
        return Ok(ExitCode::FAILURE);
    };
    let machine = Machine::look();
    report::print(&about(&machine))?;

    let is_chosen =
        |bench: &&Bench| options.names.is_empty() || options.names.iter().any(|name| name == bench.name);
    let chosen: Vec<&Bench> = ALL.iter().filter(is_chosen).collect();
    let scratch = Scratch::new(&workspace.target, "bench");
    let mut results = Results { machine, quick: options.quick, benches: Vec::new() };
    for (place, bench) in chosen.iter().enumerate() {
        let folder = Folder(scratch.fresh(bench.name, "files")?);
        let settings = Settings {
            quick: options.quick,
            sync_to_async: sync_to_async.clone(),
            scratch: folder.0.clone(),
            stop: stop.clone(),
        };
        match measure(bench, &settings, chosen.len() - place - 1, options) {
            Ok(Some(answer)) => results.benches.push(answer),
            Ok(None) => return Ok(ExitCode::FAILURE),
            Err(error) if report::nobody_reads(&error) => return Err(error),
            // The others may do.
            Err(error) => {
                let _ = writeln!(io::stderr(), "error: {}: {error:#}", bench.name);
            }
        }
    }
    let failed = results.benches.len() < chosen.len();
    if !results.benches.is_empty() {
        write_all(&results, &out)?;
        report::print(&format!("\nThe results are in {}\n", shown(&out)))?;
    }
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// The folder of a bench, which goes with all that is in it.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        // What stays is removed a day later.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn about(machine: &Machine) -> String {
    let width = terminal::width();
    let mut text = table::indented("", &machine.description(), width);
    text += &table::indented("", &machine.steadiness(), width);
    if let Some(warning) = machine.warning() {
        text += &table::indented("warning: ", &format!("{warning}; figures will be worth little"), width);
    }
    text
}

/// Runs a bench and prints what comes of it. `None` if it was stopped.
fn measure(bench: &Bench, settings: &Settings, more: usize, options: &Options) -> Result<Option<Answer>> {
    let width = terminal::width();
    report::print(&format!("\n{}", table::indented(&format!("{}: ", bench.name), bench.question, width)))?;
    let groups = (bench.groups)(settings)?;
    let mut progress = Progress::new(bench.name, &groups, more);
    let mut tables = Vec::new();
    for (number, group) in groups.into_iter().enumerate() {
        let Some(table) = runner::run(number, group, &mut progress, &settings.stop)? else {
            return Ok(None);
        };
        progress.clear();
        report::print(&format!("\n{}", table::table(&table, terminal::width())))?;
        tables.push(table);
    }
    let measured: Vec<_> = tables.iter().map(|table| table.measured.clone()).collect();
    let claims = (bench.claims)(&measured);
    if !claims.is_empty() {
        let claims = table::claims(&claims, options.colour.for_stdout(), terminal::width());
        report::print(&format!("\n{claims}"))?;
    }
    Ok(Some(Answer { name: bench.name, question: bench.question, tables, claims }))
}

/// Makes the folder, and finds out whether files can be written there: not only when all has been measured.
fn make_folder(out: &Path) -> Result<()> {
    fs::create_dir_all(out).with_context(|| format!("{}: can't be made", out.display()))?;
    let draft = out.join("results.draft");
    let written = fs::write(&draft, "").and_then(|()| fs::remove_file(&draft));
    written.with_context(|| format!("{}: nothing can be written there", out.display()))
}

fn write_all(results: &Results, out: &Path) -> Result<()> {
    write(&out.join("results.md"), &markdown::page(results))?;
    write(&out.join("results.json"), &json::page(results)?)?;
    for answer in &results.benches {
        write(&out.join(format!("{}.svg", answer.name)), &chart::picture(answer))?;
    }
    Ok(())
}

/// Writes the file whole, or leaves the old one.
fn write(path: &Path, text: &str) -> Result<()> {
    let draft = path.with_extension("draft");
    let written = fs::write(&draft, text).and_then(|()| fs::rename(&draft, path));
    written.with_context(|| {
        // What was written of it is of no use.
        let _ = fs::remove_file(&draft);
        format!("{}: can't be written", path.display())
    })
}

/// A path as it is called from here.
fn shown(path: &Path) -> String {
    let here = env::current_dir().unwrap_or_default();
    path.strip_prefix(here).unwrap_or(path).display().to_string()
}
