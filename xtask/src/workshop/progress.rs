//! How far a participant is: a plain text file at the workspace's top, which git ignores.
//!
//! It can always be made again from the exercises themselves: who deletes or damages it loses only time.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::build::write_if_new;
use super::exercise::Exercise;

/// The file.
pub const FILE: &str = ".workshop-progress";

const HEAD: &str =
    "# How far you are in `cargo xtask workshop`. Delete it, and it is made anew from your files.\n";

/// How far a participant is.
#[derive(Debug, PartialEq, Eq)]
pub struct Progress {
    file: PathBuf,
    /// The exercises that passed when they were last run.
    passed: Vec<String>,
    /// The exercise that is worked on.
    at: Option<String>,
}

/// What the file says.
pub enum Found {
    /// This.
    Progress(Progress),
    /// Nothing: there is none.
    Missing,
    /// Nothing that can be made sense of, for this reason.
    Damaged(String),
}

/// Reads the file.
pub fn read(root: &Path, exercises: &[Exercise]) -> Result<Found> {
    let file = root.join(FILE);
    let bytes = match fs::read(&file) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Found::Missing),
        Err(error) => return Ok(Found::Damaged(format!("it can't be read: {error}"))),
    };
    let Ok(text) = String::from_utf8(bytes) else {
        return Ok(Found::Damaged("it is no text".to_owned()));
    };
    if text.trim().is_empty() {
        return Ok(Found::Damaged("it is empty".to_owned()));
    }
    let mut progress = Progress::none(root);
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let known = |name: &&str| exercises.iter().any(|exercise| exercise.name == *name);
        match line.split_once(' ').map(|(word, name)| (word, name.trim())) {
            // An exercise may have gone since.
            Some(("passed", name)) if !known(&name) => {}
            Some(("at", name)) if !known(&name) => {}
            Some(("passed", name)) => progress.set(name, true),
            Some(("at", name)) => progress.at = Some(name.to_owned()),
            _ => return Ok(Found::Damaged(format!("its line {} makes no sense", number + 1))),
        }
    }
    Ok(Found::Progress(progress))
}

impl Progress {
    /// Nothing has passed yet.
    pub fn none(root: &Path) -> Progress {
        Progress { file: root.join(FILE), passed: Vec::new(), at: None }
    }

    /// Whether it passed when it was last run.
    pub fn has_passed(&self, exercise: &Exercise) -> bool {
        self.passed.contains(&exercise.name)
    }

    /// How many passed.
    pub fn count(&self) -> usize {
        self.passed.len()
    }

    /// Whether this exercise passes.
    pub fn set(&mut self, name: &str, passes: bool) {
        self.passed.retain(|passed| passed != name);
        if passes {
            self.passed.push(name.to_owned());
        }
    }

    /// This exercise is worked on.
    pub fn go_to(&mut self, exercise: &Exercise) {
        self.at = Some(exercise.name.clone());
    }

    /// The exercise that is worked on: the one that was gone to, or the first that doesn't pass yet.
    pub fn current<'a>(&self, exercises: &'a [Exercise]) -> &'a Exercise {
        let is_at = |exercise: &&Exercise| self.at.as_ref() == Some(&exercise.name);
        let at = exercises.iter().find(is_at).filter(|exercise| exercise.skipped().is_none());
        at.or_else(|| self.open_after(exercises, None)).unwrap_or(&exercises[0])
    }

    /// The next that doesn't pass yet: after this one, or else from the start. None, if all pass.
    pub fn open_after<'a>(&self, exercises: &'a [Exercise], name: Option<&str>) -> Option<&'a Exercise> {
        let place = exercises.iter().position(|exercise| Some(exercise.name.as_str()) == name);
        let (before, after) = exercises.split_at(place.map_or(0, |place| place + 1));
        let is_open = |exercise: &&Exercise| {
            !self.has_passed(exercise) && exercise.skipped().is_none() && Some(exercise.name.as_str()) != name
        };
        after.iter().chain(before).find(is_open)
    }

    /// Writes the file.
    pub fn write(&self, exercises: &[Exercise]) -> Result<()> {
        let mut text = HEAD.to_owned();
        for exercise in exercises.iter().filter(|exercise| self.has_passed(exercise)) {
            text += &format!("passed {}\n", exercise.name);
        }
        if let Some(at) = &self.at {
            text += &format!("at {at}\n");
        }
        write_if_new(&self.file, text.as_bytes()).context("how far you are can't be kept").map(drop)
    }
}
