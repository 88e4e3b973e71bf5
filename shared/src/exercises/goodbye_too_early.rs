//! Runners, and a cup to engrave.

use super::{own_thread, pause, world};

/// A runner who came in.
pub struct Task {
    /// The runner's name.
    pub name: &'static str,
    /// How long the runner took.
    pub seconds: u32,
}

const VARIANTS: [&str; 2] = ["slow", "others"];

/// The runners, as they come in.
pub fn tasks() -> impl Iterator<Item = Task> {
    let late = world(&VARIANTS) == "others";
    let runners: &[(&str, u32)] = match world(&VARIANTS) {
        "others" => &[
            ("Sana", 95),
            ("Theo", 101),
            ("Uma", 88),
            ("Vito", 92),
            ("Wilma", 90),
            ("Xaver", 99),
            ("Yara", 97),
        ],
        _ => &[("Farida", 131), ("Bruno", 127), ("Ines", 144), ("Kofi", 125), ("Marit", 138)],
    };
    runners.iter().map(move |&(name, seconds)| {
        if late {
            pause(if name == "Yara" { 2200 } else { 20 });
        }
        Task { name, seconds }
    })
}

/// Engraves a name, with a steady hand.
///
/// # Panics
/// On the main thread.
pub fn process(task: Task) -> String {
    own_thread();
    pause(if world(&VARIANTS) == "slow" { 450 } else { 40 });
    format!("{}, {} s", task.name, task.seconds)
}
