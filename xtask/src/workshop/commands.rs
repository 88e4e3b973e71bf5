//! The small commands: a hint, a right answer, the starter put back, the next exercise.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::difference::difference;
use super::exercise::{Exercise, Variant};
use super::package::write_if_new;
use super::terminal::{self, Key, Keys};
use super::{Workshop, select, words};
use crate::misuse::Misuse;
use crate::report;

/// Shows a hint.
pub fn hint(workshop: &Workshop, name: &str, level: usize) -> Result<ExitCode> {
    let exercise = select::one(&workshop.exercises, name)?;
    let mut text = words::hint(exercise, level, terminal::width());
    text += &match level {
        3 => format!("A right answer: cargo xtask workshop solution {}\n", exercise.name),
        level => format!("More: cargo xtask workshop hint {} {}\n", exercise.name, level + 1),
    };
    report::print(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// Shows a right answer.
pub fn solution(workshop: &Workshop, name: &str, yes: bool) -> Result<ExitCode> {
    let exercise = select::one(&workshop.exercises, name)?;
    if !yes && !workshop.progress()?.has_passed(exercise) {
        if !terminal::is_there() {
            bail!(Misuse(format!(
                "{} doesn't pass yet: to see a right answer all the same, add --yes",
                exercise.name
            )));
        }
        report::print(&format!("{} doesn't pass yet. See a right answer? [y/N] ", exercise.name))?;
        if !says_yes(workshop)? {
            report::print(&format!("Then rather a hint: cargo xtask workshop hint {}\n", exercise.name))?;
            return Ok(ExitCode::FAILURE);
        }
    }
    let solution = exercise.source(&Variant::Solution)?;
    let file = exercise.file(&Variant::Solution);
    let file = file.strip_prefix(&workshop.workspace.root).unwrap_or(&file);
    // Without the file there is no difference: all of it is new.
    let yours = exercise.source(&Variant::Yours).unwrap_or_default();
    let difference = difference(&yours, &solution, workshop.paint);
    let text = if difference.is_empty() {
        format!("{} is just as {}.\n", exercise.path(), file.display())
    } else {
        format!("- {}\n+ {}\n\n{difference}", exercise.path(), file.display())
    };
    report::print(&text)?;
    Ok(ExitCode::SUCCESS)
}

fn says_yes(workshop: &Workshop) -> Result<bool> {
    // Reading a line would hear of no Ctrl-C.
    let keys = Keys::read(false)?;
    let mut answer = String::new();
    while !workshop.stop.is_set() {
        match keys.next(Duration::from_millis(50)) {
            Key::Pressed('\n') => return Ok(matches!(answer.trim(), "y" | "yes")),
            Key::Pressed(char) => answer.push(char),
            Key::Closed => break,
            Key::Nothing => {}
        }
    }
    report::print("\n")?;
    Ok(false)
}

/// Puts the starter back.
pub fn reset(workshop: &Workshop, name: Option<&str>) -> Result<ExitCode> {
    let chosen: Vec<&Exercise> = match name {
        Some(name) => vec![select::one(&workshop.exercises, name)?],
        None => workshop.exercises.iter().collect(),
    };
    let mut progress = workshop.progress()?;
    for exercise in chosen {
        let text = put_back(exercise, &workshop.workspace.root)?;
        progress.set(&exercise.name, false);
        // At once: the next may fail.
        workshop.keep(&progress);
        report::print(&format!("{}: {text}\n", exercise.name))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn put_back(exercise: &Exercise, root: &Path) -> Result<String> {
    let file = exercise.file(&Variant::Yours);
    let starter = exercise.file(&Variant::Starter);
    let starter = fs::read(&starter).with_context(|| format!("{}: can't be read", starter.display()))?;
    if exercise.untouched() {
        return Ok("is as it was at the start; nothing to do".to_owned());
    }
    let yours = match fs::read(&file) {
        Ok(yours) => Some(yours),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(error).with_context(|| format!("{}: can't be read", file.display())),
    };
    let Some(yours) = yours else {
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).with_context(|| format!("{}: can't be made", folder.display()))?;
        }
        write_if_new(&file, &starter)?;
        return Ok("was missing; the starter is there now".to_owned());
    };
    let kept = keep(&file, &yours)?;
    write_if_new(&file, &starter)?;
    let short = |path: &Path| path.strip_prefix(root).unwrap_or(path).display().to_string();
    let back = if cfg!(windows) { "move" } else { "mv" };
    Ok(format!(
        "the starter is back; your file is kept as {}\n  to get it back: {back} {1} {2}",
        short(&kept),
        crate::text::quoted(&short(&kept)),
        crate::text::quoted(&short(&file)),
    ))
}

/// Writes the contents beside the file, under the first number that is free.
fn keep(file: &Path, contents: &[u8]) -> Result<PathBuf> {
    for number in 1.. {
        let mut name = file.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{number}"));
        let kept = file.with_file_name(name);
        match File::create_new(&kept) {
            Ok(mut file) => {
                file.write_all(contents).with_context(|| format!("{}: can't be written", kept.display()))?;
                return Ok(kept);
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error).with_context(|| format!("{}: can't be made", kept.display())),
        }
    }
    bail!("{}: there are too many kept copies", file.display())
}

/// Goes on to the next exercise that doesn't pass yet.
pub fn next(workshop: &Workshop) -> Result<ExitCode> {
    let mut progress = workshop.progress()?;
    let current = progress.current(&workshop.exercises);
    let mut text = String::new();
    let next = match progress.open_after(&workshop.exercises, Some(&current.name)) {
        Some(next) => next,
        None if progress.has_passed(current) => {
            report::print("All exercises pass. That was the workshop.\n")?;
            return Ok(ExitCode::SUCCESS);
        }
        None => current,
    };
    if next.name == current.name {
        text += "This is the last one that is open.\n\n";
    } else if !progress.has_passed(current) {
        text += &format!("{} is left for later.\n\n", current.name);
    }
    progress.go_to(next);
    progress.write(&workshop.exercises)?;
    text += &words::header(workshop, &progress, next, terminal::width());
    text += "\nTo check it: cargo xtask workshop run\n";
    report::print(&text)?;
    Ok(ExitCode::SUCCESS)
}
