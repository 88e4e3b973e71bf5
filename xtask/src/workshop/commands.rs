//! The small commands: check once, list, a hint, a right answer, the starter put back, the next exercise.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use similar::TextDiff;

use super::build::write_if_new;
use super::exercise::{Exercise, HINTS, Variant};
use super::{Workshop, asks, select, words};
use crate::engine::workspace::Workspace;
use crate::term::{self, Paint, print};
use crate::text::quote;
use crate::usage::UsageError;

/// Checks an exercise once.
pub fn run(workshop: &Workshop, name: Option<&str>) -> Result<ExitCode> {
    let named = name.map(|name| select::one(&workshop.exercises, name)).transpose()?;
    let mut progress = workshop.progress()?;
    let exercise = named.unwrap_or_else(|| progress.current(&workshop.exercises));
    if let Some(reason) = exercise.skipped() {
        print(&format!("skipped  {}: {reason}\n", exercise.name))?;
        return Ok(ExitCode::SUCCESS);
    }
    let Some(judged) = workshop.check_once(exercise)? else {
        return Ok(ExitCode::FAILURE);
    };
    workshop.count(&mut progress, exercise, &judged);
    let mut text = words::joined(&words::verdict(workshop, exercise, &judged, "", term::width()));
    text += "\n";
    text += &if judged.passed() {
        match progress.open_after(&workshop.exercises, Some(&exercise.name)) {
            Some(next) => format!("Next is {}: cargo xtask workshop next\n", next.name),
            None => "That was the last one: all pass.\n".to_owned(),
        }
    } else {
        let file = words::path(workshop, exercise);
        format!("The file: {file}\nStuck? cargo xtask workshop hint {}\n", exercise.name)
    };
    print(&text)?;
    Ok(if judged.passed() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Lists the exercises.
pub fn list(workshop: &Workshop) -> Result<ExitCode> {
    print(&workshop.listed(&workshop.progress()?))?;
    Ok(ExitCode::SUCCESS)
}

/// Shows a hint.
pub fn hint(workshop: &Workshop, name: &str, level: usize) -> Result<ExitCode> {
    let exercise = select::one(&workshop.exercises, name)?;
    let mut text = words::hint(exercise, level, term::width());
    text += &match level {
        HINTS => format!("A right answer: cargo xtask workshop solution {}\n", exercise.name),
        level => format!("More: cargo xtask workshop hint {} {}\n", exercise.name, level + 1),
    };
    print(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// Shows a right answer, or puts it in the place of the participant's file.
pub fn solution(workshop: &Workshop, name: &str, yes: bool, apply: bool) -> Result<ExitCode> {
    let exercise = select::one(&workshop.exercises, name)?;
    if !yes && !workshop.progress()?.has_passed(exercise) {
        let verb = if apply { "Take" } else { "See" };
        if !term::is_interactive() {
            let name = &exercise.name;
            bail!(UsageError(format!("{name} doesn't pass yet: for a right answer all the same, add --yes")));
        }
        if !asks(
            &format!("{} doesn't pass yet. {verb} a right answer? [y/N] ", exercise.name),
            &workshop.cancel,
        )? {
            print(&format!("A hint instead: cargo xtask workshop hint {}\n", exercise.name))?;
            return Ok(ExitCode::FAILURE);
        }
    }
    let text = match difference(workshop, exercise)? {
        None => format!(
            "{} is the same as {}.\n",
            words::path(workshop, exercise),
            workshop.workspace.short(&exercise.path(&Variant::Solution))
        ),
        Some(_) if apply => {
            format!("{}: {}\n", exercise.name, replace(exercise, Variant::Solution, &workshop.workspace)?)
        }
        Some(difference) => difference,
    };
    print(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// The difference from the participant's file to a right answer, as `git apply` takes it; none, if they are the same.
pub fn difference(workshop: &Workshop, exercise: &Exercise) -> Result<Option<String>> {
    let mut solution = exercise.source(&Variant::Solution)?;
    // Without the file all of it is new.
    let yours = exercise.source(&Variant::Yours).unwrap_or_default();
    // A checkout may end lines in one file otherwise than in another.
    if yours.contains("\r\n") {
        solution = solution.replace('\r', "").replace('\n', "\r\n");
    }
    if yours == solution {
        return Ok(None);
    }
    let path = words::path(workshop, exercise).replace('\\', "/");
    let difference = TextDiff::from_lines(&yours, &solution)
        .unified_diff()
        .header(&format!("a/{path}"), &format!("b/{path}"))
        .to_string();
    Ok(Some(coloured(&difference, workshop.paint)))
}

fn coloured(difference: &str, paint: Paint) -> String {
    let line = |line: &str| match line.as_bytes().first() {
        Some(b'-') => paint.removed(line),
        Some(b'+') => paint.added(line),
        _ => line.to_owned(),
    };
    difference.split_inclusive('\n').map(|whole| line(whole.trim_end_matches('\n')) + "\n").collect()
}

/// Puts the starter back.
pub fn reset(workshop: &Workshop, name: Option<&str>) -> Result<ExitCode> {
    let chosen: Vec<&Exercise> = match name {
        Some(name) => vec![select::one(&workshop.exercises, name)?],
        None => workshop.exercises.iter().collect(),
    };
    let mut progress = workshop.progress()?;
    for exercise in chosen {
        let text = put_back(exercise, &workshop.workspace)?;
        progress.set(&exercise.name, false);
        // At once: the next may fail.
        workshop.keep(&progress);
        print(&format!("{}: {text}\n", exercise.name))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Puts the starter back, and says so.
pub fn put_back(exercise: &Exercise, workspace: &Workspace) -> Result<String> {
    if exercise.is_untouched() {
        return Ok("is as it was at the start; nothing to do".to_owned());
    }
    replace(exercise, Variant::Starter, workspace)
}

/// Puts another program in the place of the participant's, which is kept beside it.
fn replace(exercise: &Exercise, with: Variant, workspace: &Workspace) -> Result<String> {
    let what = if with == Variant::Starter { "the starter" } else { "the right answer" };
    let file = exercise.path(&Variant::Yours);
    let source = exercise.path(&with);
    let new = fs::read(&source).with_context(|| format!("{}: can't be read", source.display()))?;
    let yours = match fs::read(&file) {
        Ok(yours) => yours,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            if let Some(folder) = file.parent() {
                fs::create_dir_all(folder).with_context(|| format!("{}: can't be made", folder.display()))?;
            }
            write_if_new(&file, &new)?;
            return Ok(format!("was missing; {what} is there now"));
        }
        Err(error) => return Err(error).with_context(|| format!("{}: can't be read", file.display())),
    };
    let kept = keep(&file, &yours)?;
    write_if_new(&file, &new)?;
    let back = if cfg!(windows) { "move" } else { "mv" };
    let (kept, file) = (workspace.short(&kept).to_string(), workspace.short(&file).to_string());
    Ok(format!(
        "{what} is there; your file is kept as {kept}\n  to get it back: {back} {} {}",
        quote(&kept),
        quote(&file)
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
                let written = file.write_all(contents).and_then(|()| file.sync_all());
                if written.is_err() {
                    // A copy that is cut short is none.
                    let _ = fs::remove_file(&kept);
                }
                written.with_context(|| format!("{}: can't be written", kept.display()))?;
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
            print("All exercises pass. That was the workshop.\n")?;
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
    text += &words::joined(&words::header(workshop, &progress, next, term::width()));
    text += "\nTo check it: cargo xtask workshop run\n";
    print(&text)?;
    Ok(ExitCode::SUCCESS)
}
