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

  --file PATH    the file; what it held is overwritten [default: output.log]
  --capacity N   how many blocks may wait for the file; 0 hands each over in person [default: 4]
  -h, --help     show this

The end of stdin, Ctrl-C or SIGTERM ends it: what was accepted is written, and the last line says how much that was.
A second Ctrl-C ends it at once, with status 130.
Exit status: 0 all that was accepted is written, 1 something failed or was lost (stderr says what and why), 2 wrong use.
";

/// Bytes of stdin: whole lines, save where a line is longer than a block or the last one has no newline.
pub type Block = Vec<u8>;

/// What the command line asks for.
pub struct Options {
    /// The file to write.
    pub file: PathBuf,
    /// How many blocks may wait for the file.
    pub capacity: usize,
}

impl Options {
    /// Reads the command line, or says what is wrong with it and ends with status 2.
    #[must_use]
    pub fn from_args() -> Self {
        args::parse(|parser| {
            let mut options = Self { file: "output.log".into(), capacity: 4 };
            while let Some(arg) = parser.next()? {
                match arg {
                    Long("file") => options.file = parser.value()?.into(),
                    Long("capacity") => options.capacity = args::capacity(parser)?,
                    Short('h') | Long("help") => args::help(HELP),
                    other => return Err(other.unexpected()),
                }
            }
            Ok(options)
        })
    }

    /// Says, at a terminal, what to do.
    pub fn greet(&self) {
        if io::stdin().is_terminal() {
            let end_of_input = if cfg!(windows) { "Ctrl-Z and Enter" } else { "Ctrl-D" };
            let path = self.file.display();
            note(format_args!(
                "Hello! Each line you type goes to {path} at once. {end_of_input} or Ctrl-C ends."
            ));
        }
    }
}
