//! A store, and orders.

use super::{Piece, sleep, world};

const VARIANTS: [&str; 3] = ["slow", "many", "rich"];

/// An order.
#[derive(Clone, Copy)]
pub struct Task {
    /// The number of the order.
    pub number: u32,
    /// How many bulbs are ordered.
    pub bulbs: u32,
}

/// What is left, and what was packed.
pub struct Store {
    /// Bulbs on the shelf.
    pub bulbs: u32,
    /// Bulbs that were packed.
    pub packed: u32,
}

/// The store in the morning.
pub fn store() -> Store {
    let bulbs = match world(&VARIANTS) {
        "rich" => 100,
        "many" => 1450,
        _ => 60,
    };
    Store { bulbs, packed: 0 }
}

/// The orders of the day.
pub fn tasks() -> impl Iterator<Item = Task> {
    let count = if world(&VARIANTS) == "many" { 150 } else { 8 };
    (1..=count).map(|number| Task { number, bulbs: 5 + number * 7 % 11 })
}

/// Packs an order.
pub async fn process(task: &Task) {
    let _piece = Piece::begin_async(task.number, 1).await;
    sleep(match world(&VARIANTS) {
        "slow" => 380,
        "many" => 1,
        _ => 15,
    })
    .await;
}
