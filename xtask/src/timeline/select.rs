//! Which demos are drawn.

use anyhow::{Result, bail};

use super::record::Load;
use crate::case::Demo;
use crate::misuse::Misuse;
use crate::text::nearest;

/// What is drawn if nothing is named: the same tasks, dealt in two ways.
const COMPARED: [&str; 2] = ["tokio-mpsc", "flume-mpmc"];

/// The demos of these names, in their order, each once.
///
/// # Errors
/// When there is no demo of a name.
pub fn select<'a>(demos: &'a [Demo], names: &[String]) -> Result<Vec<&'a Demo>> {
    // A shell completes a folder's name with a slash.
    let mut wanted: Vec<&str> = names.iter().map(|name| name.trim_end_matches(['/', '\\'])).collect();
    if wanted.is_empty() {
        wanted.extend(COMPARED);
    }
    let mut chosen: Vec<&Demo> = Vec::new();
    for name in wanted {
        let Some(demo) = demos.iter().find(|demo| demo.name == name) else {
            bail!(Misuse(unknown(demos, name)));
        };
        if !chosen.iter().any(|chosen| chosen.name == demo.name) {
            chosen.push(demo);
        }
    }
    Ok(chosen)
}

/// A capacity is of use only to demos that have a queue to bound.
///
/// # Errors
/// When one of them has none.
pub fn check_capacities(chosen: &[&Demo], capacities: &[u64]) -> Result<()> {
    let without = chosen.iter().find(|demo| Load::of(&demo.name).is_none());
    match without {
        Some(demo) if !capacities.is_empty() => bail!(Misuse(format!(
            "--capacity: {} has no queue to bound; sync-to-async and async-to-sync have",
            demo.name
        ))),
        _ => Ok(()),
    }
}

fn unknown(demos: &[Demo], name: &str) -> String {
    let known = || demos.iter().map(|demo| demo.name.as_str());
    match nearest(name, known()) {
        Some(nearest) => format!("there is no demo {name:?}: did you mean {nearest}?"),
        None => format!("there is no demo {name:?}: there are {}", known().collect::<Vec<_>>().join(", ")),
    }
}
