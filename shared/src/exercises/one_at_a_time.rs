//! Numbers, and how many steps each takes to 1 by Collatz's rule.

use super::{Piece, pause, world};

/// How many workers there are.
pub const THREADS: usize = 4;

const VARIANTS: [&str; 2] = ["slow", "others"];

/// The numbers, as they come in.
pub fn tasks() -> impl Iterator<Item = u64> {
    let (numbers, gap): (&[u64], _) = match world(&VARIANTS) {
        "others" => (&[6, 7, 9, 54, 73, 129, 171, 231, 313, 327, 649, 2919], 60),
        _ => (&[27, 97, 128, 703, 871, 1024, 2463, 6171], 0),
    };
    numbers.iter().map(move |&number| {
        pause(gap);
        number
    })
}

/// Counts the steps. As if they were hard, that takes a while.
pub fn process(task: u64) -> u32 {
    let _piece = Piece::begin(task, THREADS);
    pause(if world(&VARIANTS) == "slow" { 600 } else { 40 });
    let (mut number, mut steps) = (task, 0);
    while number != 1 {
        number = if number % 2 == 0 { number / 2 } else { 3 * number + 1 };
        steps += 1;
    }
    steps
}
