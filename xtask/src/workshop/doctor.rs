//! `cargo xtask workshop doctor`: says whether this machine is ready for a workshop, with the network off.

use std::fs;
use std::process::{Command, ExitCode, Output};

use anyhow::Result;

use super::Workshop;
use super::exercise::Variant;
use super::package::{Package, has_clippy};
use super::terminal::{self, Status};
use crate::builder::{Told, run_cargo};
use crate::reader::Reader;
use crate::report;
use crate::tree::Group;
use crate::verdict::Verdict;
use crate::workspace::cargo;

/// What the builds of everything take, and some to spare.
const SPACE: u64 = 2 << 30;
/// A narrower terminal shows everything, but not pleasantly.
const NARROW: usize = 60;
/// How much of what cargo said is told.
const LINES: usize = 20;

/// How something was found.
enum Found {
    /// As it should be.
    Ok(String),
    /// Otherwise, which doesn't matter much.
    Note(String),
    /// Otherwise, and what to do about it.
    Missing(String),
    /// Nobody knows: the doctor was stopped.
    Stopped,
}

/// Runs the command.
pub fn run(workshop: &Workshop) -> Result<ExitCode> {
    let package = Package::prepare(&workshop.workspace, &workshop.exercises)?;
    type Check<'a> = &'a dyn Fn(&mut Status) -> Result<Found>;
    let checks: [(&str, Check); 7] = [
        ("toolchain", &|_| toolchain(workshop)),
        ("clippy", &|_| Ok(clippy())),
        ("crates", &|status| crates(workshop, status)),
        ("demos", &|status| demos(workshop, status)),
        ("exercises", &|status| exercises(workshop, &package, status)),
        ("space", &|_| Ok(space(workshop))),
        ("terminal", &|_| Ok(terminal())),
    ];
    let mut status = Status::new(terminal::is_there());
    let mut missing = 0;
    for (name, check) in checks {
        status.show(&format!("looking at: {name}"), terminal::width());
        let found = check(&mut status)?;
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
        report::print(&format!("{word}  {name}: {}\n", text.trim_end().replace('\n', "\n           ")))?;
    }
    let (text, code) = match missing {
        0 => ("This machine is ready.", ExitCode::SUCCESS),
        _ => ("This machine is not ready.", ExitCode::FAILURE),
    };
    report::print(&format!("\n{text}\n"))?;
    Ok(code)
}

fn toolchain(workshop: &Workshop) -> Result<Found> {
    let file = workshop.workspace.root.join("Cargo.toml");
    let text = fs::read_to_string(&file)?;
    let reader = Reader { file: &file, text: &text };
    let table = reader.parse()?;
    let wanted = table.get_ref().get("workspace").and_then(|workspace| {
        let version = workspace.get_ref().get("package")?.get_ref().get("rust-version")?;
        version.get_ref().as_str()
    });
    // The one that this cargo would call.
    let output = Command::new("rustc").arg("--version").current_dir(&workshop.workspace.root).output();
    let Some(line) = output.ok().filter(|output| output.status.success()).map(said) else {
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

fn said(output: Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The system that this rustc builds for.
fn host(said: &str) -> Option<&str> {
    said.lines().find_map(|line| line.strip_prefix("host: "))
}

/// The parts of a version, to be compared.
fn numbers(version: &str) -> Vec<u32> {
    let release = version.split(['-', '+']).next().unwrap_or_default();
    release.split('.').map(|part| part.parse().unwrap_or_default()).collect()
}

fn clippy() -> Found {
    if has_clippy() {
        return Found::Ok("installed".to_owned());
    }
    Found::Missing("not installed, some exercises need it: `rustup component add clippy`".to_owned())
}

fn crates(workshop: &Workshop, status: &mut Status) -> Result<Found> {
    let mut command = Command::new(cargo());
    command.args(["fetch", "--locked", "--offline"]).current_dir(&workshop.workspace.root);
    // Those that only other systems need may be missing.
    let output = Command::new("rustc").arg("-vV").current_dir(&workshop.workspace.root).output();
    if let Some(host) = output.ok().map(said).as_deref().and_then(host) {
        command.args(["--target", host]);
    }
    Ok(match call(workshop, command, status)? {
        Called::Well => Found::Ok("all are fetched".to_owned()),
        Called::Badly(why) => {
            Found::Missing(format!("not all are fetched: `cargo fetch --locked`, with a network\n{why}"))
        }
        Called::Stopped => Found::Stopped,
    })
}

fn demos(workshop: &Workshop, status: &mut Status) -> Result<Found> {
    for args in [&["build", "--workspace", "--locked"][..], &["test", "--workspace", "--locked", "--no-run"]]
    {
        let mut command = Command::new(cargo());
        command.args(args).current_dir(&workshop.workspace.root);
        match call(workshop, command, status)? {
            Called::Well => {}
            Called::Badly(why) => {
                let line = args.join(" ");
                return Ok(Found::Missing(format!("`cargo {line}` fails with the network off\n{why}")));
            }
            Called::Stopped => return Ok(Found::Stopped),
        }
    }
    Ok(Found::Ok("they and their tests are built, with the network off".to_owned()))
}

fn exercises(workshop: &Workshop, package: &Package, status: &mut Status) -> Result<Found> {
    for (subcommand, linted) in [("build", false), ("clippy", true)] {
        // The answers: those compile.
        let chosen = workshop.exercises.iter().filter(|exercise| {
            (!linted || exercise.declared.holds.clippy) && exercise.file(&Variant::Solution).is_file()
        });
        let programs: Vec<String> = chosen.map(|exercise| exercise.program(&Variant::Solution)).collect();
        if programs.is_empty() || (linted && !has_clippy()) {
            continue;
        }
        let mut command = package.command(subcommand);
        for program in &programs {
            command.args(["--bin", program]);
        }
        match call(workshop, command, status)? {
            Called::Well => {}
            Called::Badly(why) => {
                let text = format!("`cargo {subcommand}` of the answers fails with the network off\n{why}");
                return Ok(Found::Missing(text));
            }
            Called::Stopped => return Ok(Found::Stopped),
        }
    }
    let count = super::exercises(workshop.exercises.len());
    Ok(Found::Ok(format!("what {count} need is built, with the network off")))
}

/// What came of a call of cargo.
enum Called {
    Well,
    /// With the end of what it said.
    Badly(String),
    Stopped,
}

/// Calls cargo with the network off.
fn call(workshop: &Workshop, mut command: Command, status: &mut Status) -> Result<Called> {
    command.env("CARGO_NET_OFFLINE", "true");
    let mut said = Vec::new();
    let width = terminal::width();
    let done = run_cargo(command, Group::Own, &workshop.stop, |told| {
        if let Told::Note(note) = told {
            status.show(note.trim(), width);
            said.push(note);
        }
    })?;
    Ok(match done {
        Some(status) if status.success() => Called::Well,
        Some(_) => Called::Badly(said[said.len().saturating_sub(LINES)..].join("\n")),
        None => Called::Stopped,
    })
}

#[cfg(unix)]
fn space(workshop: &Workshop) -> Found {
    let folder = &workshop.workspace.target;
    let Ok(drive) = nix::sys::statvfs::statvfs(folder) else {
        return Found::Note(format!("nobody knows how much is left in {}", folder.display()));
    };
    // Their types differ from system to system.
    #[allow(clippy::useless_conversion, clippy::unnecessary_cast)]
    let left = drive.blocks_available() as u64 * drive.fragment_size() as u64;
    let gib = |bytes: u64| bytes as f64 / (1_u64 << 30) as f64;
    if left < SPACE {
        let (left, wanted) = (gib(left), gib(SPACE));
        return Found::Missing(format!(
            "{left:.1} GiB are left in {}: make room for {wanted:.0}",
            folder.display()
        ));
    }
    Found::Ok(format!("{:.1} GiB are left in {}", gib(left), folder.display()))
}

#[cfg(not(unix))]
fn space(_workshop: &Workshop) -> Found {
    Found::Note(format!("not measured on this system: {} GiB should be left", SPACE >> 30))
}

fn terminal() -> Found {
    if !terminal::is_there() {
        return Found::Note(
            "this is none: without one, exercises are checked once and not watched".to_owned(),
        );
    }
    let width = terminal::width_told();
    let keys = if cfg!(unix) { "single keys" } else { "keys with Enter" };
    match width {
        Some(width) if width < NARROW => {
            Found::Note(format!("{width} characters wide, {keys}; wider is pleasanter to read"))
        }
        Some(width) => Found::Ok(format!("{width} characters wide, {keys}")),
        None => Found::Ok(format!("it doesn't tell its width, {} is taken; {keys}", terminal::width())),
    }
}
