//! Messages, some of which are poison.

use std::fmt;

use super::{pause, world};

/// A message that was accepted.
pub struct Task {
    /// Its number, from 1.
    pub number: usize,
    message: &'static str,
}

/// The number that a message contains, taken apart.
pub struct Done {
    number: usize,
    factors: (u64, u64),
}

const VARIANTS: [&str; 2] = ["slow", "others"];

/// The messages, in the order in which they come.
pub fn tasks() -> impl Iterator<Item = Task> {
    let messages: &[_] = match world(&VARIANTS) {
        "others" => &["143", "97", "187", "209", "1e3", "", "247", "253", "299", "319", "323", "-5"],
        _ => &["91", "221", "899", "seven", "1147", "2021", "323", "437", "667", "1517"],
    };
    (1..).zip(messages).map(|(number, message)| Task { number, message })
}

/// Takes the number apart.
///
/// # Panics
/// When the message isn't a number, or is one that has no factors.
pub fn process(task: &Task) -> Done {
    pause(if world(&VARIANTS) == "slow" && task.number == 9 { 2200 } else { 1 });
    let n: u64 = task.message.parse().expect("only numbers come here");
    let a = (2..n).find(|a| n.is_multiple_of(*a)).expect("only products come here");
    Done { number: task.number, factors: (a, n / a) }
}

impl fmt::Display for Done {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "message {}: {} * {}", self.number, self.factors.0, self.factors.1)
    }
}
