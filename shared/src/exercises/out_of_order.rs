//! Letters, and their Morse code.

use super::{Piece, pause, world};

const VARIANTS: [&str; 2] = ["slow", "twice"];

/// The word: a letter for each worker.
pub fn word() -> &'static str {
    if world(&VARIANTS) == "twice" { "TOMATO" } else { "LEMON" }
}

/// Translates a letter, and taps the code to hear whether it is right: the longer the code, the longer it takes.
pub fn process(letter: char) -> String {
    let _piece = Piece::begin(letter, word().len());
    let code = match letter {
        'A' => ".-",
        'E' => ".",
        'L' => ".-..",
        'M' => "--",
        'N' => "-.",
        'O' => "---",
        _ => "-",
    };
    let dot = if world(&VARIANTS) == "slow" { 400 } else { 30 };
    pause(code.chars().map(|sign| if sign == '-' { 2 * dot } else { dot }).sum());
    format!("{letter} {code}")
}
