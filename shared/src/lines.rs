//! Lines out: results on stdout, everything else on stderr.

use std::fmt::Display;
use std::io::{self, ErrorKind, Write};
use std::process;

use anyhow::Context;

/// Whether anybody reads stdout.
#[must_use = "what is printed to a closed stdout is lost"]
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stdout {
    /// The line is out.
    Open,
    /// The line is lost, since the reader has left, as `head -1` does after a line.
    Closed,
}

/// Prints one result, a line on stdout. (`println!` would panic where stdout is closed.)
///
/// # Errors
/// When stdout can't be written to for another reason than being closed, for instance because the disk is full.
pub fn print(line: impl Display) -> anyhow::Result<Stdout> {
    // One call a line: lines of several threads never mix, and each is out as soon as it is there.
    match io::stdout().write_all(format!("{line}\n").as_bytes()) {
        Ok(()) => Ok(Stdout::Open),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(Stdout::Closed),
        Err(error) => Err(error).context("can't write the results to stdout"),
    }
}

/// Prints where there is no `main` to decide: with a closed stdout the program ends here, quietly and with status 141,
/// which is what shells report of a program that SIGPIPE ended.
///
/// # Errors
/// As [`print`].
pub(crate) fn print_or_exit(line: impl Display) -> anyhow::Result<()> {
    match print(line)? {
        Stdout::Open => Ok(()),
        Stdout::Closed => process::exit(141),
    }
}

/// Says something about the run, a line on stderr. Where stderr is closed nobody listens, and nothing is said:
/// `eprintln!` would panic.
pub fn note(line: impl Display) {
    let _ = io::stderr().write_all(format!("{line}\n").as_bytes());
}

/// Text from elsewhere as one line that can't steer the terminal: without control characters, and without those that
/// override the direction of writing, which make a line read as something else than it is.
pub(crate) fn one_line(text: &str) -> String {
    let steers = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.replace(steers, " ")
}
