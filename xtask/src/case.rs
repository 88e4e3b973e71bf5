//! What is run: a program, its arguments and input, and the promise it is held to.

mod read;
#[cfg(test)]
mod tests;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};

use crate::contract::Order;
use crate::misuse::Misuse;
use crate::text::quoted;
use crate::workspace::{Package, Workspace};

/// The file that makes a folder a demo.
const CHECK_FILE: &str = "check.toml";

/// A program of the workspace with a `check.toml` beside its `Cargo.toml`.
#[derive(Debug)]
pub struct Demo {
    /// The name of its folder, by which it is chosen.
    pub name: String,
    /// Its package.
    pub package: Package,
    /// In the order of `check.toml`.
    pub cases: Vec<Case>,
}

/// One run of a program, and what it promises.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// Unique within its demo.
    pub name: String,
    /// What the program is given on its command line.
    pub args: Vec<String>,
    /// The file given on stdin; without one, stdin is empty.
    pub input: Option<PathBuf>,
    /// How long a run may take.
    pub limit: Duration,
    /// The systems it runs on; all, if none is named.
    pub os: Vec<String>,
    /// What it is held to.
    pub promise: Promise,
}

/// A case, and the demo that it belongs to.
#[derive(Clone, Copy, Debug)]
pub struct Chosen<'a> {
    /// The demo.
    pub demo: &'a Demo,
    /// One of its cases.
    pub case: &'a Case,
}

/// What a program promises about one run.
#[derive(Clone, Debug, PartialEq)]
pub struct Promise {
    /// How far the order of its output is part of the promise.
    pub order: Order,
    /// The file with the lines that it prints.
    pub log: PathBuf,
    /// The exit status it ends with.
    pub status: i32,
    /// Texts that stderr has, each somewhere.
    pub stderr: Vec<String>,
    /// A file it writes, which ends up equal to its input.
    pub copies_input_to: Option<String>,
    /// A file it writes, and what must be in it in the end.
    pub writes: Option<(String, Vec<u8>)>,
}

/// The demos of the workspace, by name.
pub fn demos(workspace: &Workspace) -> Result<Vec<Demo>> {
    let root = &workspace.root;
    let entries = fs::read_dir(root).with_context(|| format!("{}: can't be listed", root.display()))?;
    let mut demos = Vec::new();
    for entry in entries {
        let entry = entry.with_context(|| format!("{}: can't be listed", root.display()))?;
        let folder = entry.path();
        if !folder.join(CHECK_FILE).is_file() {
            continue;
        }
        demos.push(Demo {
            name: entry.file_name().to_string_lossy().into_owned(),
            package: workspace.program_in(&folder)?.clone(),
            cases: cases(&folder)?,
        });
    }
    demos.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(demos)
}

/// The cases that a folder's `check.toml` declares.
pub fn cases(folder: &Path) -> Result<Vec<Case>> {
    let file = folder.join(CHECK_FILE);
    let text = fs::read_to_string(&file)
        .map_err(|error| Misuse(format!("{}: can't be read: {error}", file.display())))?;
    read::cases(&file, &text)
}

impl Chosen<'_> {
    /// The name by which this case is chosen.
    pub fn name(&self) -> String {
        format!("{}/{}", self.demo.name, self.case.name)
    }

    /// The command that does the same, for a person to type.
    pub fn command(&self) -> String {
        self.case.command(&self.demo.package.name)
    }
}

impl Case {
    /// Why this case isn't run here, if it isn't.
    pub fn skipped(&self) -> Option<String> {
        only_elsewhere(&self.os)
    }

    /// The command that runs the package's program as this case does, for a person to type.
    pub fn command(&self, package: &str) -> String {
        let mut command = format!("cargo run -p {}", quoted(package));
        if !self.args.is_empty() {
            command += " --";
        }
        for argument in &self.args {
            command += " ";
            command += &quoted(argument);
        }
        if let Some(input) = &self.input {
            let here = std::env::current_dir().unwrap_or_default();
            let input = input.strip_prefix(here).unwrap_or(input);
            command += " < ";
            command += &quoted(&input.to_string_lossy());
        }
        command
    }
}

/// Why what is for these systems isn't run here, if it isn't. No system at all stands for every system.
pub fn only_elsewhere(systems: &[String]) -> Option<String> {
    let here = [std::env::consts::OS, std::env::consts::FAMILY];
    if systems.is_empty() || systems.iter().any(|system| here.contains(&system.as_str())) {
        return None;
    }
    Some(format!("only on {}", systems.join(", ")))
}
