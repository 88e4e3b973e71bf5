//! Builds a program in release mode.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use crate::builder::{Told, run_cargo};
use crate::report;
use crate::run::Stop;
use crate::tree::Group;
use crate::workspace::cargo;

/// Builds a package's program in release mode; cargo's progress and the compiler's messages go to stderr as ever.
///
/// `None` if it was stopped.
pub fn build(package: &str, features: &[&str], stop: &Stop) -> Result<Option<PathBuf>> {
    let mut command = Command::new(cargo());
    command.args(["build", "--release", "--message-format", "json-render-diagnostics"]);
    command.args(["--package", package]).args(features);
    let mut program = None;
    let status = run_cargo(command, Group::Ours, stop, |told| {
        if let Told::Message(message) = told
            && message["target"]["name"] == package
            && let Some(path) = message["executable"].as_str()
        {
            program = Some(PathBuf::from(path));
        }
    });
    // On Ctrl-C cargo ends too, and may be the first: then it isn't to blame.
    if stop.is_set() {
        report::clear_after_cargo();
        return Ok(None);
    }
    match (status?, program) {
        (Some(status), Some(program)) if status.success() => Ok(Some(program)),
        _ => bail!("{package} could not be built in release mode"),
    }
}
