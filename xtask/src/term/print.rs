//! Prints to stdout, and tells a reader that has left from a disk that is full.

use std::error::Error;
use std::fmt;
use std::io::{self, Write};

use anyhow::Result;

/// Stdout doesn't take what is written to it.
#[derive(Debug)]
struct NotWritten(io::Error);

impl fmt::Display for NotWritten {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "stdout can't be written to: {}", self.0)
    }
}

impl Error for NotWritten {}

/// Prints to stdout, all at once.
///
/// # Errors
/// When stdout is closed or full.
pub fn print(text: &str) -> Result<()> {
    // While single keys are read, the terminal takes a newline by its letter: down, and not back to the start.
    let raw = crossterm::terminal::is_raw_mode_enabled().unwrap_or(false);
    let text = if raw { text.replace('\n', "\r\n") } else { text.to_owned() };
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()).map_err(NotWritten)?;
    Ok(())
}

/// Whether this error only says that the reader of stdout has left: no reason to complain.
pub fn nobody_reads(error: &anyhow::Error) -> bool {
    error.downcast_ref::<NotWritten>().is_some_and(|error| error.0.kind() == io::ErrorKind::BrokenPipe)
}
