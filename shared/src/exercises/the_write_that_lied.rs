//! Reports, and places to save them in, some of which are full.

use super::world;

const VARIANTS: [&str; 2] = ["others", "well"];

/// A report to save.
pub struct Task {
    /// Where to save it.
    pub path: &'static str,
    /// What to save.
    pub report: String,
}

/// The reports. Linux has a disk that is always full, `/dev/full`.
pub fn tasks() -> Vec<Task> {
    let task = |path, report: &str, times| Task { path, report: report.repeat(times) };
    match world(&VARIANTS) {
        "others" => vec![
            task("/dev/full", "One more night at sea.\n", 1),
            task("north.log", "Wind from the north.\n", 3),
            task("missing/folder.log", "No land in sight.\n", 1),
            task("/dev/../dev/full", "A whale!\n", 500),
            task("south.log", "Wind from the south.\n", 2),
        ],
        "well" => vec![task("calm.log", "All is well.\n", 1), task("calmer.log", "Nobody called.\n", 2)],
        _ => vec![
            task("output.log", "All is well.\nNobody called.\n", 1),
            task("/dev/full", "All is well.\n", 1),
        ],
    }
}
