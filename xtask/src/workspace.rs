//! What cargo knows of the workspace: where it is, where its builds go, which programs it has.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::misuse::Misuse;

/// The workspace that the current directory is in.
pub struct Workspace {
    /// Its top folder.
    pub root: PathBuf,
    /// Where cargo builds to.
    pub target: PathBuf,
    packages: Vec<Package>,
}

/// One package of the workspace.
#[derive(Clone, Debug)]
pub struct Package {
    /// What `cargo run -p` calls it.
    pub name: String,
    /// What cargo's messages call it.
    pub id: String,
    folder: PathBuf,
    programs: Vec<String>,
}

/// The cargo to call: the one that called us, if one did.
pub fn cargo() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

impl Workspace {
    /// Asks cargo, from the current directory.
    pub fn find() -> Result<Workspace> {
        let output = Command::new(cargo())
            .args(["metadata", "--no-deps", "--format-version", "1"])
            .output()
            .context("cargo could not be started: is it on the PATH?")?;
        if !output.status.success() {
            let message = String::from_utf8_lossy(&output.stderr);
            bail!(Misuse(format!("cargo can't read this workspace:\n{}", message.trim_end())));
        }
        let metadata: Value =
            serde_json::from_slice(&output.stdout).context("`cargo metadata` printed no JSON")?;
        Workspace::read(&metadata).context("`cargo metadata` lacks a field that is needed here")
    }

    fn read(metadata: &Value) -> Option<Workspace> {
        let packages = metadata["packages"].as_array()?;
        Some(Workspace {
            root: PathBuf::from(metadata["workspace_root"].as_str()?),
            target: PathBuf::from(metadata["target_directory"].as_str()?),
            packages: packages.iter().map(Package::read).collect::<Option<_>>()?,
        })
    }

    /// The package whose `Cargo.toml` is in this folder; it must have exactly one program.
    pub fn program_in(&self, folder: &Path) -> Result<&Package> {
        let Some(package) = self.packages.iter().find(|package| package.folder == folder) else {
            bail!(Misuse(format!(
                "{}: has a check.toml but is no package of the workspace: is it among the `members` in {}?",
                folder.display(),
                self.root.join("Cargo.toml").display(),
            )));
        };
        let programs = package.programs.len();
        if programs != 1 {
            bail!(Misuse(format!(
                "{}: a demo has one program (a `bin` target), this package has {programs}",
                folder.display(),
            )));
        }
        Ok(package)
    }
}

impl Package {
    fn read(package: &Value) -> Option<Package> {
        let is_program =
            |target: &&Value| target["kind"].as_array().is_some_and(|kinds| kinds.contains(&"bin".into()));
        let targets = package["targets"].as_array()?.iter().filter(is_program);
        Some(Package {
            name: package["name"].as_str()?.to_owned(),
            id: package["id"].as_str()?.to_owned(),
            folder: Path::new(package["manifest_path"].as_str()?).parent()?.to_owned(),
            programs: targets
                .map(|target| target["name"].as_str().map(str::to_owned))
                .collect::<Option<_>>()?,
        })
    }
}
