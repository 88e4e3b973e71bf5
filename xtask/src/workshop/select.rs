//! Which exercise a name means.

use anyhow::{Result, bail};

use super::exercise::Exercise;
use crate::text::nearest;
use crate::usage::UsageError;

/// The exercise of this name, of this number, or whose name alone starts with it.
pub fn one<'a>(exercises: &'a [Exercise], name: &str) -> Result<&'a Exercise> {
    // A shell completes the file's name.
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let name = name.strip_suffix(".rs").unwrap_or(name);
    let is_it = |exercise: &&Exercise| exercise.name == name || name.parse() == Ok(exercise.spec.number);
    if let Some(exercise) = exercises.iter().find(is_it) {
        return Ok(exercise);
    }
    let shortened = |matches: fn(&str, &str) -> bool| -> Vec<&Exercise> {
        exercises.iter().filter(|exercise| !name.is_empty() && matches(&exercise.name, name)).collect()
    };
    for matches in
        [|whole: &str, part: &str| whole.starts_with(part), |whole: &str, part: &str| whole.contains(part)]
    {
        match shortened(matches).as_slice() {
            [] => {}
            [only] => return Ok(only),
            several => {
                let names: Vec<&str> = several.iter().map(|exercise| exercise.name.as_str()).collect();
                bail!(UsageError(format!("{name:?} can mean {}", names.join(", "))));
            }
        }
    }
    match nearest(name, exercises.iter().map(|exercise| exercise.name.as_str())) {
        Some(nearest) => bail!(UsageError(format!("there is no exercise {name:?}: did you mean {nearest}?"))),
        None => {
            bail!(UsageError(format!(
                "there is no exercise {name:?}: `cargo xtask workshop list` lists them"
            )))
        }
    }
}
