//! `cargo xtask workshop doctor`: says whether this machine is ready for a workshop, with the network off.

use std::ffi::OsString;
use std::process::ExitCode;
use std::process::{Command, Output};

use anyhow::Result;

use super::Workshop;
use super::build::{self, Call, KnownAnswers, Tool};
use super::exercise::{Exercise, Variant};
use crate::engine::cargo::{self, Build, BuildOutput, Toolchain};
use crate::engine::process::Stderr;
use crate::engine::spec;
use crate::engine::verdict::Verdict;
use crate::term::status::StatusLine;
use crate::term::{self, print};
use crate::text::count;

/// What the builds of everything take, and some to spare.
const SPACE: u64 = 2 << 30;
/// A narrower terminal shows everything, but not pleasantly.
const NARROW: usize = 60;
/// How much of what cargo printed is shown.
const LINES: usize = 20;

/// How something was found.
enum Found {
    /// As it should be.
    Ok(String),
    /// Otherwise, which doesn't matter much.
    Note(String),
    /// Otherwise, and what to do about it.
    Missing(String),
    /// Not to the end: the doctor was stopped.
    Stopped,
}

/// Runs the command.
pub fn run(workshop: &Workshop) -> Result<ExitCode> {
    type Check = fn(&Workshop, &mut StatusLine) -> Result<Found>;
    let checks: [(&str, Check); 7] = [
        ("toolchain", toolchain),
        ("clippy", clippy),
        ("crates", crates),
        ("demos", demos),
        ("exercises", exercises),
        ("space", space),
        ("terminal", terminal),
    ];
    let mut status = StatusLine::new();
    let mut missing = 0;
    for (name, check) in checks {
        status.show(&format!("looking at: {name}"));
        let found = check(workshop, &mut status)?;
        status.clear();
        let paint = workshop.paint;
        let (word, text) = match found {
            Found::Ok(text) => (paint.verdict(Verdict::Ok, "ok     "), text),
            Found::Note(text) => (paint.verdict(Verdict::Skipped, "note   "), text),
            Found::Missing(text) => {
                missing += 1;
                (paint.verdict(Verdict::Error, "PROBLEM"), text)
            }
            Found::Stopped => return Ok(ExitCode::FAILURE),
        };
        print(&format!("{word}  {name}: {}\n", text.trim_end().replace('\n', "\n           ")))?;
    }
    let (text, code) = match missing {
        0 => ("This machine is ready.", ExitCode::SUCCESS),
        _ => ("This machine is not ready.", ExitCode::FAILURE),
    };
    print(&format!("\n{text}\n"))?;
    Ok(code)
}

fn toolchain(workshop: &Workshop, _: &mut StatusLine) -> Result<Found> {
    let top: toml::Table = spec::read(&workshop.workspace.root.join("Cargo.toml"))?;
    let wanted =
        top.get("workspace").and_then(|workspace| workspace.get("package")?.get("rust-version")?.as_str());
    // The one that this cargo would call.
    let output = rustc(workshop, "--version");
    let Some(line) = output.filter(|output| output.status.success()).map(|output| printed(&output)) else {
        return Ok(Found::Missing("there is no rustc: install Rust from https://rustup.rs".to_owned()));
    };
    let has = line.split_whitespace().nth(1).unwrap_or_default();
    Ok(match wanted {
        Some(wanted) if numbers(has) < numbers(wanted) => {
            Found::Missing(format!("rustc {has} is older than {wanted}: `rustup update stable`"))
        }
        Some(wanted) => Found::Ok(format!("rustc {has}, {wanted} is enough")),
        None => Found::Ok(format!("rustc {has}")),
    })
}

fn rustc(workshop: &Workshop, argument: &str) -> Option<Output> {
    Command::new("rustc").arg(argument).current_dir(&workshop.workspace.root).output().ok()
}

fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The parts of a version, to be compared.
fn numbers(version: &str) -> Vec<u32> {
    let release = version.split(['-', '+']).next().unwrap_or_default();
    release.split('.').map(|part| part.parse().unwrap_or_default()).collect()
}

fn has_clippy() -> bool {
    let output = Command::new(Toolchain::Ours.cargo()).args(["clippy", "--version"]).output();
    output.is_ok_and(|output| output.status.success())
}

fn clippy(_: &Workshop, _: &mut StatusLine) -> Result<Found> {
    Ok(if has_clippy() {
        Found::Ok("installed".to_owned())
    } else {
        Found::Missing("not installed, some exercises need it: `rustup component add clippy`".to_owned())
    })
}

fn crates(workshop: &Workshop, status: &mut StatusLine) -> Result<Found> {
    let mut args = cargo::args(["fetch", "--locked", "--offline"]);
    // Those that only other systems need may be missing.
    let output = rustc(workshop, "-vV").map(|output| printed(&output)).unwrap_or_default();
    if let Some(host) = output.lines().find_map(|line| line.strip_prefix("host: ")) {
        args.extend(["--target", host].map(OsString::from));
    }
    let mut fetch = Toolchain::Ours.command(&workshop.workspace.root);
    let output = fetch.args(args).output()?;
    status.clear();
    Ok(if output.status.success() {
        Found::Ok("all are fetched".to_owned())
    } else {
        let why = String::from_utf8_lossy(&output.stderr).into_owned();
        Found::Missing(format!("not all are fetched: `cargo fetch --locked`, with a network\n{}", end(&why)))
    })
}

/// Builds the demos and their tests: package by package, since Windows can't replace the xtask.exe that is running.
fn demos(workshop: &Workshop, status: &mut StatusLine) -> Result<Found> {
    let own = std::env::var("CARGO_PKG_NAME").unwrap_or_default();
    let others = workshop.workspace.packages.iter().filter(|package| package.name != own);
    let selected: Vec<OsString> =
        others.flat_map(|package| [OsString::from("--package"), OsString::from(&package.name)]).collect();
    for subcommand in [&["build", "--locked"][..], &["test", "--locked", "--no-run"]] {
        let mut args: Vec<OsString> = subcommand.iter().map(OsString::from).collect();
        args.extend(selected.clone());
        let env = vec![("CARGO_NET_OFFLINE".into(), "true".into())];
        let folder = &workshop.workspace.root;
        let toolchain = Toolchain::Ours;
        let request = Build { args, folder, toolchain, env, colour: false, stderr: Stderr::Collected };
        let built = cargo::build(&request, &workshop.cancel, |line| status.show(line))?;
        if let Some(found) = failed(&format!("`cargo {} ` of the demos", subcommand.join(" ")), built) {
            return Ok(found);
        }
    }
    Ok(Found::Ok("they and their tests are built, with the network off".to_owned()))
}

/// What there is to say of a build, unless it went well.
fn failed(what: &str, built: Option<BuildOutput>) -> Option<Found> {
    match built {
        Some(built) if built.success => None,
        Some(built) => {
            Some(Found::Missing(format!("{what} fails with the network off\n{}", end(built.stderr()))))
        }
        None => Some(Found::Stopped),
    }
}

fn end(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(LINES)..].join("\n")
}

fn exercises(workshop: &Workshop, status: &mut StatusLine) -> Result<Found> {
    let answers = KnownAnswers::prepare(&workshop.workspace, &workshop.exercises)?;
    for tool in [Tool::Build, Tool::Clippy] {
        let is_asked =
            |exercise: &&Exercise| tool == Tool::Build || has_clippy() && exercise.lints().next().is_some();
        let chosen: Vec<&Exercise> = workshop.exercises.iter().filter(is_asked).collect();
        if chosen.is_empty() {
            continue;
        }
        let call = Call { tool, colour: false, offline: true, cancel: &workshop.cancel };
        // The answers, which compile; of the participant's files whatever they need.
        let solved = chosen.iter().filter(|exercise| exercise.path(&Variant::Solution).is_file());
        let solutions: Vec<_> = solved.map(|exercise| answers.target(exercise, &Variant::Solution)).collect();
        let all = &workshop.exercises;
        let built = answers.build(&call, &workshop.workspace, all, &solutions, |line| status.show(line))?;
        if let Some(found) = failed("the build of the right answers", built) {
            return Ok(found);
        }
        if build::own(&call, &workshop.workspace, all, &chosen, |line| status.show(line))?.is_none() {
            return Ok(Found::Stopped);
        }
    }
    let count = count(workshop.exercises.len(), "exercise");
    Ok(Found::Ok(format!("what {count} need is built, with the network off")))
}

#[cfg(unix)]
fn space(workshop: &Workshop, _: &mut StatusLine) -> Result<Found> {
    let folder = workshop.workspace.target.display();
    let Ok(drive) = nix::sys::statvfs::statvfs(&workshop.workspace.target) else {
        return Ok(Found::Note(format!("it isn't known how much is left in {folder}")));
    };
    // Their types differ from system to system.
    #[allow(clippy::useless_conversion, clippy::unnecessary_cast)]
    let left = drive.blocks_available() as u64 * drive.fragment_size() as u64;
    let gib = |bytes: u64| bytes as f64 / (1_u64 << 30) as f64;
    let (found, wanted) = (gib(left), gib(SPACE));
    Ok(if left < SPACE {
        Found::Missing(format!("{found:.1} GiB are left in {folder}: make room for {wanted:.0}"))
    } else {
        Found::Ok(format!("{found:.1} GiB are left in {folder}"))
    })
}

#[cfg(not(unix))]
fn space(_: &Workshop, _: &mut StatusLine) -> Result<Found> {
    Ok(Found::Note(format!("not measured on this system: {} GiB should be left", SPACE >> 30)))
}

fn terminal(_: &Workshop, _: &mut StatusLine) -> Result<Found> {
    if !term::is_interactive() {
        let text = "this is none: without one, exercises are checked once and not watched";
        return Ok(Found::Note(text.to_owned()));
    }
    let (columns, lines) = term::size();
    Ok(if columns < NARROW {
        Found::Note(format!("{columns} columns, {lines} lines; a wider one is pleasanter to read"))
    } else {
        Found::Ok(format!("{columns} columns, {lines} lines"))
    })
}
