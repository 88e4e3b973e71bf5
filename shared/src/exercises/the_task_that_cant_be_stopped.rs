//! Squares that end in given digits. There are digits that none ends in, and such a search doesn't end either.

use std::fmt;
use std::time::Duration;

use super::{Piece, pause, world};

/// Digits that a square should end in.
#[derive(Clone, Copy)]
pub struct Task(u64);

const VARIANTS: [&str; 3] = ["slow", "deep", "more"];

/// The digits to search for.
pub fn tasks() -> Vec<Task> {
    let digits: &[u64] = match world(&VARIANTS) {
        "slow" => &[2, 44],
        "deep" => &[7, 269_696],
        "more" => &[2, 3, 7, 8, 41],
        _ => &[44, 2, 89],
    };
    digits.iter().map(|&digits| Task(digits)).collect()
}

/// How long to wait for an answer.
pub fn patience() -> Duration {
    Duration::from_millis(match world(&VARIANTS) {
        "slow" => 2500,
        "deep" => 1500,
        "more" => 500,
        _ => 700,
    })
}

impl Task {
    /// The numbers to try, without end.
    pub fn candidates(self) -> impl Iterator<Item = u64> {
        let piece = Piece::begin(self, 0);
        (1..).inspect(move |_| {
            let _in_flight = &piece;
        })
    }
}

/// Whether the square of `number` ends in the digits of `task`. As if the number were huge, that takes a while.
pub fn process(task: Task, number: u64) -> bool {
    match world(&VARIANTS) {
        "slow" => pause(80),
        "deep" if number < 30_000 => {}
        _ => pause(1),
    }
    (number * number) % 10_u64.pow(task.0.ilog10() + 1) == task.0
}

impl fmt::Display for Task {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "a square that ends in {}", self.0)
    }
}
