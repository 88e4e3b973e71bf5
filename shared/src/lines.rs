//! Lines out: results on stdout, everything else on stderr.

use std::fmt::Display;
use std::io::{self, ErrorKind, Write};
use std::process;

use anyhow::Context;

/// Prints one result, a line on stdout.
///
/// When the reader has gone away (`| head -1`) the program ends here, quietly and with status 0: `println!` would
/// panic, and there is nobody left to work for.
///
/// # Errors
/// When stdout can't be written to, for instance because the disk is full.
pub fn print(line: impl Display) -> anyhow::Result<()> {
    // One call a line: lines of several threads never mix, and each is out as soon as it is there.
    match io::stdout().write_all(format!("{line}\n").as_bytes()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => process::exit(0),
        outcome => outcome.context("can't write the results to stdout"),
    }
}

/// Says something about the run, a line on stderr. Where stderr is closed nobody listens, and nothing is said:
/// `eprintln!` would panic.
pub fn note(line: impl Display) {
    let _ = io::stderr().write_all(format!("{line}\n").as_bytes());
}
