//! The files that the command line asks for.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::record::Run;
use super::{Options, svg, trace};
use crate::misuse::Misuse;

/// Looks for mistakes that are better told before all is run.
///
/// # Errors
/// When a file can't be where it is wanted, or both would be in the same place.
pub fn check(options: &Options) -> Result<()> {
    let [svg, trace] = [&options.svg, &options.trace].map(|file| file.as_deref().map(place).transpose());
    if let (Some(svg), Some(trace)) = (svg?, trace?)
        && svg == trace
    {
        bail!(Misuse("--svg and --trace name the same file".to_owned()));
    }
    Ok(())
}

/// Where a file will be, whichever way it is named.
fn place(file: &Path) -> Result<PathBuf> {
    let Some(name) = file.file_name().filter(|_| !file.is_dir()) else {
        bail!(Misuse(format!("{file:?}: isn't the name of a file")));
    };
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match folder.canonicalize() {
        Ok(folder) if folder.is_dir() => Ok(folder.join(name)),
        _ => bail!(Misuse(format!("{}: there is no folder {}", file.display(), folder.display()))),
    }
}

/// Writes those that are wanted. One that can't be written is no reason to go without the other.
///
/// # Errors
/// When one can't be written.
pub fn write_all(options: &Options, runs: &[Run]) -> Result<()> {
    let svg = options.svg.as_ref().map(|file| write(file, &svg::draw(runs))).transpose();
    let trace = options.trace.as_ref().map(|file| write(file, &trace::trace(runs))).transpose();
    svg.and(trace).map(drop)
}

fn write(file: &Path, text: &str) -> Result<()> {
    fs::write(file, text).with_context(|| format!("{}: can't be written", file.display()))
}
