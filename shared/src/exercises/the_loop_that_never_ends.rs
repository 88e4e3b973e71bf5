//! Primes, in ranges of numbers.

use std::ops::Range;

use super::{own_thread, pause, world};

/// The range that a worker searches.
pub type Task = Range<u32>;

const VARIANTS: [&str; 2] = ["slow", "others"];

/// The ranges: one for each worker.
pub fn tasks() -> Vec<Task> {
    match world(&VARIANTS) {
        "others" => vec![24..29, 8..20, 30..38, 114..131],
        _ => vec![100..104, 200..210, 1327..1365],
    }
}

/// Whether the number is a prime. As if it had hundreds of digits, that takes a while.
///
/// # Panics
/// On the main thread.
pub fn process(number: u32) -> bool {
    own_thread();
    pause(if world(&VARIANTS) == "slow" { 70 } else { 8 });
    number > 1 && (2..number).take_while(|d| d * d <= number).all(|d| !number.is_multiple_of(d))
}
