//! A project that can be checked: the packages of it that have a `check.toml`, and their cases.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Result;
use serde::Deserialize;

use crate::engine::cancel::CancellationToken;
use crate::engine::cargo::{self, Build, BuildOutput, Toolchain};
use crate::engine::case::Defaults;
use crate::engine::compare::Order;
use crate::engine::process::KEPT;
use crate::engine::process::Stderr;
use crate::engine::spec::{self, Case, beside};
use crate::engine::workspace::{Package, Workspace};
use crate::explain;
use crate::term::status::clear_after_cargo;
use crate::text::quote;

/// The file that makes a package a demo.
pub const CHECK_FILE: &str = "check.toml";

/// What holds for a case that doesn't say otherwise.
pub const DEFAULTS: Defaults = Defaults {
    order: Order::Exact,
    log: "expected.log",
    limit: Duration::from_secs(10),
    runs: 1,
    most: KEPT,
};

/// A workspace with demos in it.
pub struct Project {
    /// The workspace.
    pub workspace: Workspace,
    /// Its demos, by name.
    pub demos: Vec<Demo>,
}

/// A package with a `check.toml` beside its `Cargo.toml`.
#[derive(Debug)]
pub struct Demo {
    /// Its folder, by which it is chosen; for a package that is the whole project, its name.
    pub name: String,
    /// Its package.
    pub package: Package,
    /// Its `check.toml`.
    pub file: PathBuf,
    /// The order of every case that doesn't say otherwise.
    pub order: Order,
    /// In the order of the file.
    pub cases: Vec<Case>,
    /// The top folder of its workspace, if that isn't ours.
    pub elsewhere: Option<PathBuf>,
}

/// A case, and the demo that it belongs to.
#[derive(Clone, Copy, Debug)]
pub struct DemoCase<'a> {
    /// The demo.
    pub demo: &'a Demo,
    /// One of its cases.
    pub case: &'a Case,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CheckFile {
    order: Order,
    #[serde(default)]
    case: Vec<Case>,
}

impl Project {
    /// Reads every `check.toml` of the workspace.
    ///
    /// # Errors
    /// When one of them can't be read, or is in no package.
    pub fn read(workspace: Workspace) -> Result<Project> {
        let mut folders: Vec<PathBuf> =
            workspace.packages.iter().map(|package| package.folder().to_owned()).collect();
        // One that isn't a member would be left out without a word.
        folders
            .extend(fs::read_dir(&workspace.root).into_iter().flatten().flatten().map(|entry| entry.path()));
        folders.retain(|folder| folder.join(CHECK_FILE).is_file() && folder.join("Cargo.toml").is_file());
        folders.sort();
        folders.dedup();
        let demos = folders.iter().map(|folder| Demo::read(folder, &workspace)).collect::<Result<_>>()?;
        Ok(Project { workspace, demos })
    }

    /// All cases of all demos.
    pub fn cases(&self) -> Vec<DemoCase<'_>> {
        self.demos
            .iter()
            .flat_map(|demo| demo.cases.iter().map(move |case| DemoCase { demo, case }))
            .collect()
    }
}

/// Builds the programs of these packages, and these examples of them. `None` if it was cancelled.
///
/// # Errors
/// When cargo can't be run.
pub fn build(
    workspace: &Workspace,
    packages: &[&Package],
    examples: &[&str],
    colour: bool,
    cancel: &CancellationToken,
) -> Result<Option<BuildOutput>> {
    if packages.is_empty() {
        return Ok(Some(BuildOutput::default()));
    }
    let mut args = cargo::args(["build", "--bins"]);
    for package in packages {
        args.extend([OsString::from("--package"), package.id.as_str().into()]);
    }
    for &example in examples {
        args.extend([OsString::from("--example"), example.into()]);
    }
    let (folder, toolchain) = (&workspace.folder, workspace.toolchain);
    let build = Build { args, folder, toolchain, env: Vec::new(), colour, stderr: Stderr::Terminal };
    let built = cargo::build(&build, cancel, |_| {})?;
    if built.is_none() {
        clear_after_cargo();
    }
    Ok(built)
}

impl Demo {
    fn read(folder: &Path, workspace: &Workspace) -> Result<Demo> {
        let package = workspace.package_in(folder)?.clone();
        let file = folder.join(CHECK_FILE);
        let CheckFile { order, case: cases } = spec::read(&file)?;
        spec::check_cases(&file, &cases)?;
        if cases.iter().any(|case| case.example.is_none()) {
            package.program()?;
        }
        let name = match folder.strip_prefix(&workspace.root) {
            Ok(inner) if inner != Path::new("") => inner.to_string_lossy().replace('\\', "/"),
            _ => package.name.clone(),
        };
        let elsewhere = (workspace.toolchain == Toolchain::OfFolder).then(|| workspace.root.clone());
        Ok(Demo { name, package, file, order, cases, elsewhere })
    }

    /// The option that names the project, for a command that a person types, if one is needed.
    pub fn project(&self) -> String {
        let folder = self.elsewhere.as_ref().map(|root| quote(&root.to_string_lossy()));
        folder.map(|folder| format!(" --project {folder}")).unwrap_or_default()
    }
}

impl DemoCase<'_> {
    /// The name by which it is chosen.
    pub fn name(&self) -> String {
        format!("{}/{}", self.demo.name, &*self.case.name)
    }

    /// The file with what it prints.
    pub fn log(&self) -> PathBuf {
        match &self.case.log {
            Some(log) => beside(&self.demo.file, log),
            None => self.demo.file.with_file_name(DEFAULTS.log),
        }
    }

    /// The command that does the same, for a person to type.
    pub fn command(&self) -> String {
        let mut command = "cargo run".to_owned();
        if let Some(root) = &self.demo.elsewhere {
            command += &format!(" --manifest-path {}", quote(&root.join("Cargo.toml").to_string_lossy()));
        }
        command += &format!(" -p {}", quote(&self.demo.package.name));
        if let Some(example) = &self.case.example {
            command += &format!(" --example {}", &**example);
        }
        explain::command(command, self.case, &self.demo.file)
    }
}
