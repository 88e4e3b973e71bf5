//! Bills to split, some of which can't be.

use super::{sleep, world};

/// How many workers there are.
pub const WORKERS: usize = 3;

const VARIANTS: [&str; 3] = ["slow", "two", "well"];

/// A bill.
pub struct Task {
    /// The number of the bill.
    pub number: usize,
    euros: u32,
    people: u32,
}

/// What each pays.
pub struct Done {
    /// The number of the bill.
    pub number: usize,
    /// What each pays, in euros.
    pub share: u32,
}

/// The bills.
pub fn tasks() -> impl Iterator<Item = Task> {
    let bills: &[(u32, u32)] = match world(&VARIANTS) {
        "two" => &[(90, 0), (40, 5), (52, 4), (81, 9), (33, 3), (65, 5), (72, 8), (50, 2), (17, 5)],
        "well" => &[(24, 3), (35, 5), (48, 6), (77, 7), (60, 4)],
        _ => &[(84, 4), (30, 2), (99, 3), (120, 8), (45, 0), (64, 4), (75, 5), (36, 6), (210, 7)],
    };
    (1..).zip(bills).map(|(number, &(euros, people))| Task { number, euros, people })
}

/// Splits a bill.
///
/// # Panics
/// When that can't be done.
pub async fn process(task: Task) -> Done {
    sleep(if world(&VARIANTS) == "slow" && task.number == 3 { 2200 } else { 10 }).await;
    let share = task.euros / task.people;
    assert_eq!(share * task.people, task.euros, "cents don't fit into a whole number of euros");
    Done { number: task.number, share }
}
