//! sync-to-async: blocks of whole lines, and the file they go to.

mod output;
mod reader;

use std::io::{self, IsTerminal};
use std::path::PathBuf;

use lexopt::prelude::*;

use crate::{args, note};
pub use output::Output;
pub use reader::Blocks;

const HELP: &str = "
Writes what comes in on stdin to a file, line by line as it comes. stdin is read by a thread, the file is written by
async code.

Usage: sync-to-async [OPTIONS]

  --file PATH   the file; what it held is overwritten [default: output.log]
  -h, --help    show this

The end of stdin, Ctrl-C or SIGTERM ends it: what was accepted is written, and the last line says how much that was.
A second Ctrl-C ends it at once, with status 130.
Exit status: 0 all that was accepted is written, 1 something failed or was lost (stderr says what and why), 2 wrong use.
";

/// Bytes of stdin: whole lines, save where a line is longer than a block or the last one has no newline.
pub type Block = Vec<u8>;

impl Output {
    /// Opens the file that the command line names, or says what is wrong with the command line and ends with status 2.
    ///
    /// # Errors
    /// When the file can't be written to. Nothing has been read by then.
    pub fn from_args() -> anyhow::Result<Self> {
        let path = args::parse(|parser| {
            let mut path = PathBuf::from("output.log");
            while let Some(arg) = parser.next()? {
                match arg {
                    Long("file") => path = parser.value()?.into(),
                    Short('h') | Long("help") => args::help(HELP),
                    other => return Err(other.unexpected()),
                }
            }
            Ok(path)
        });
        Self::create(path)
    }

    /// Says, at a terminal, what to do.
    pub fn greet(&self) {
        if io::stdin().is_terminal() {
            let end_of_input = if cfg!(windows) { "Ctrl-Z and Enter" } else { "Ctrl-D" };
            let path = self.path.display();
            note(format_args!(
                "Hello! Each line you type goes to {path} at once. {end_of_input} or Ctrl-C ends."
            ));
        }
    }
}
