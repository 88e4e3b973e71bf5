//! Colour, which only repeats what a word says already.

use std::env;
use std::io::{self, IsTerminal};
use std::path::Path;

use crate::engine::verdict::Verdict;

/// When to colour.
#[derive(Clone, Copy, Debug, Default)]
pub enum Colour {
    /// On a terminal that understands it, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Even into a file.
    Always,
    /// Not at all.
    Never,
}

impl Colour {
    /// Reads the value of `--color`.
    ///
    /// # Errors
    /// When it is none of the three.
    pub fn read(word: &str) -> Result<Colour, &'static str> {
        match word {
            "auto" => Ok(Colour::Auto),
            "always" => Ok(Colour::Always),
            "never" => Ok(Colour::Never),
            _ => Err("it must be auto, always or never"),
        }
    }

    /// Whether to colour what goes to stdout.
    pub fn for_stdout(self) -> Paint {
        Paint(match self {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => {
                let unwanted = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
                // An old Windows console shows the codes instead; the newer terminals name themselves.
                let understood = match env::var("TERM") {
                    Ok(term) => term != "dumb",
                    Err(_) => cfg!(unix) || env::var_os("WT_SESSION").is_some(),
                };
                !unwanted && understood && io::stdout().is_terminal()
            }
        })
    }
}

/// Colours, or leaves as it is.
#[derive(Clone, Copy, Debug)]
pub struct Paint(bool);

impl Paint {
    /// Whether it colours.
    pub fn is_on(self) -> bool {
        self.0
    }

    /// A verdict's word in its colour.
    pub fn verdict(self, verdict: Verdict, word: &str) -> String {
        match verdict {
            Verdict::Ok => self.code("32", word),
            Verdict::Skipped => self.code("33", word),
            _ => self.code("1;31", word),
        }
    }

    /// A line that is removed.
    pub fn removed(self, line: &str) -> String {
        self.code("31", line)
    }

    /// A line that is added.
    pub fn added(self, line: &str) -> String {
        self.code("32", line)
    }

    /// A heading.
    pub fn title(self, line: &str) -> String {
        self.code("1", line)
    }

    /// A text that leads to a file, where the terminal knows links.
    pub fn link(self, file: &Path, text: &str) -> String {
        let Some(path) =
            file.to_str().filter(|_| self.0 && env::var_os("TERM").is_none_or(|term| term != "linux"))
        else {
            return text.to_owned();
        };
        let mut address = String::from(if cfg!(windows) { "file:///" } else { "file://" });
        for byte in path.bytes() {
            match byte {
                b'\\' => address.push('/'),
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b':' => {
                    address.push(byte.into());
                }
                _ => address += &format!("%{byte:02X}"),
            }
        }
        format!("\x1b]8;;{address}\x1b\\{text}\x1b]8;;\x1b\\")
    }

    /// What matters less.
    pub fn faint(self, text: &str) -> String {
        self.code("2", text)
    }

    /// A part of a bar.
    pub fn bar(self, text: &str) -> String {
        self.code("36", text)
    }

    /// Letters in a bar.
    pub fn bar_reversed(self, text: &str) -> String {
        self.code("7;36", text)
    }

    fn code(self, code: &str, text: &str) -> String {
        if self.0 { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }
}
