//! The terminal: colour, width, wrapping, one status line, keys. Every command that talks to a person stands on it.

pub mod keys;
pub mod paint;
mod print;
pub mod screen;
pub mod status;
pub mod wrap;

use std::env;
use std::io::{self, IsTerminal};

pub use paint::{Colour, Paint};
pub use print::{nobody_reads, print};

/// The widest text that is pleasant to read.
const WIDEST: usize = 100;
/// The narrowest text that can be read at all.
const NARROWEST: usize = 20;
const UNKNOWN: (usize, usize) = (80, 24);

/// Whether someone is there to ask and to answer.
pub fn is_interactive() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// How many characters a line of text has. Asked for anew each time: a terminal can be resized.
pub fn width() -> usize {
    size().0.clamp(NARROWEST, WIDEST)
}

/// Columns and lines of the terminal. Without one, `COLUMNS` counts.
pub fn size() -> (usize, usize) {
    let asked = if io::stdout().is_terminal() { crossterm::terminal::size().ok() } else { None };
    match asked {
        // Some that don't know say 0.
        Some((columns, lines)) if columns > 0 && lines > 0 => (columns.into(), lines.into()),
        _ => {
            let columns = env::var("COLUMNS").ok().and_then(|columns| columns.trim().parse().ok());
            (columns.unwrap_or(UNKNOWN.0), UNKNOWN.1)
        }
    }
}
