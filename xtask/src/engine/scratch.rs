//! Folders for programs to run in.

use std::fs;
use std::path::{Path, PathBuf};
use std::process;
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result};

/// How long the folders of failed runs stay, for whoever wants to look into them.
const KEPT: Duration = Duration::from_secs(24 * 60 * 60);

/// The folder under which the runs of this command have theirs.
pub struct Scratch(PathBuf);

impl Scratch {
    /// A folder for this process alone: two commands at once don't disturb each other.
    pub fn new(target: &Path, command: &str) -> Scratch {
        let all = target.join("xtask").join(command);
        forget_old(&all);
        Scratch(all.join(process::id().to_string()))
    }

    /// An empty folder to run in.
    pub fn fresh(&self, group: &str, name: &str) -> Result<PathBuf> {
        let folder = self.0.join(group).join(name);
        // Left by an earlier process with our number.
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| format!("{}: can't be removed", folder.display()))?;
        }
        fs::create_dir_all(&folder).with_context(|| format!("{}: can't be made", folder.display()))?;
        Ok(folder)
    }
}

impl Drop for Scratch {
    /// Removes the folders that are empty: those in which something failed stay.
    fn drop(&mut self) {
        for demo in fs::read_dir(&self.0).into_iter().flatten().flatten() {
            let _ = fs::remove_dir(demo.path());
        }
        let _ = fs::remove_dir(&self.0);
    }
}

fn forget_old(all: &Path) {
    for entry in fs::read_dir(all).into_iter().flatten().flatten() {
        let modified = entry.metadata().and_then(|metadata| metadata.modified());
        let age = modified.ok().and_then(|modified| SystemTime::now().duration_since(modified).ok());
        if age.is_some_and(|age| age > KEPT) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
