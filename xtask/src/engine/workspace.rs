//! What cargo knows of a workspace: where it is, where its builds go, which programs it has.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::cargo::Toolchain;
use crate::usage::UsageError;

/// A workspace, or a package alone.
#[derive(Deserialize)]
pub struct Workspace {
    /// Its top folder.
    #[serde(rename = "workspace_root")]
    pub root: PathBuf,
    /// Where cargo builds to.
    #[serde(rename = "target_directory")]
    pub target: PathBuf,
    /// Its packages.
    pub packages: Vec<Package>,
    /// The folder in it from which cargo is called: the settings and the toolchain depend on it.
    #[serde(skip)]
    pub folder: PathBuf,
    /// Which cargo is called.
    #[serde(skip)]
    pub toolchain: Toolchain,
}

/// One package of a workspace.
#[derive(Clone, Debug, Deserialize)]
pub struct Package {
    /// What `cargo run -p` calls it.
    pub name: String,
    /// What cargo's messages call it.
    pub id: String,
    manifest_path: PathBuf,
    targets: Vec<Target>,
    default_run: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
    src_path: PathBuf,
}

impl Workspace {
    /// Asks cargo, from this folder.
    ///
    /// # Errors
    /// When there is no workspace, or it can't be read.
    pub fn find(folder: &Path, toolchain: Toolchain) -> Result<Workspace> {
        if !folder.is_dir() {
            bail!(UsageError(format!("{}: there is no such folder", folder.display())));
        }
        let output = toolchain
            .command(folder)
            .args(["metadata", "--no-deps", "--format-version", "1"])
            .output()
            .context("cargo could not be started: is it on the PATH?")?;
        if !output.status.success() {
            let message = String::from_utf8_lossy(&output.stderr);
            bail!(UsageError(format!("cargo can't read this workspace:\n{}", message.trim_end())));
        }
        let workspace: Workspace = serde_json::from_slice(&output.stdout)
            .context("`cargo metadata` printed what is not known here")?;
        Ok(Workspace { folder: folder.to_owned(), toolchain, ..workspace })
    }

    /// The package whose `Cargo.toml` is in this folder.
    pub fn package_in(&self, folder: &Path) -> Result<&Package> {
        self.packages.iter().find(|package| package.folder() == folder).ok_or_else(|| {
            anyhow::anyhow!(UsageError(format!(
                "{}: is no package of the workspace: is it among the `members` in {}?",
                folder.display(),
                self.root.join("Cargo.toml").display(),
            )))
        })
    }

    /// The package whose `Cargo.toml` is in the folder from which cargo is called, unless it is the top folder.
    pub fn package_here(&self) -> Option<&Package> {
        let real = |folder: &Path| folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        let here = real(&self.folder);
        self.packages.iter().find(|package| real(package.folder()) == here && package.folder() != self.root)
    }

    /// The package that has this folder in it, the innermost of them.
    pub fn package_around(&self) -> Option<&Package> {
        let real = |folder: &Path| folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        let here = real(&self.folder);
        let around = self.packages.iter().filter(|package| here.starts_with(real(package.folder())));
        around.max_by_key(|package| package.folder().components().count())
    }

    /// A path as a person at the top folder types it.
    pub fn short<'p>(&self, path: &'p Path) -> std::path::Display<'p> {
        path.strip_prefix(&self.root).unwrap_or(path).display()
    }
}

impl Package {
    /// The folder of its `Cargo.toml`.
    pub fn folder(&self) -> &Path {
        self.manifest_path.parent().unwrap_or(Path::new("."))
    }

    /// The name of the program that `cargo run` runs.
    pub fn program(&self) -> Result<&str> {
        if let Some(program) = &self.default_run {
            return Ok(program);
        }
        let programs: Vec<&Target> = self.targets.iter().filter(|target| target.is("bin")).collect();
        match programs.as_slice() {
            [program] => Ok(&program.name),
            _ => bail!(UsageError(format!(
                "{}: to be checked it needs one program (a `bin` target) or a `default-run`, and has {}",
                self.folder().display(),
                programs.len(),
            ))),
        }
    }

    /// The name of the example that is in this file.
    pub fn example_in(&self, file: &Path) -> Option<&str> {
        let target = self.targets.iter().find(|target| target.is("example") && target.src_path == file)?;
        Some(&target.name)
    }
}

impl Target {
    fn is(&self, kind: &str) -> bool {
        self.kind.iter().any(|of| of == kind)
    }
}
