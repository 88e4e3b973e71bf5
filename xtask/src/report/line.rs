//! One line on the terminal that says what is being waited for, and leaves no trace.

use std::io::{self, IsTerminal, Write};

/// Narrower than any terminal, so that the line never wraps: a wrapped line could not be taken back.
const WIDTH: usize = 38;

/// The line, if stderr is a terminal. Dropping it takes the line back.
pub struct Line {
    on: bool,
    visible: bool,
}

impl Line {
    /// Nothing is shown yet.
    pub fn new() -> Line {
        Line { on: io::stderr().is_terminal(), visible: false }
    }

    /// Shows this, cut where the line ends.
    pub fn show(&mut self, text: &str) {
        let text: String = text.chars().take(WIDTH).collect();
        // The cursor goes back to the start, so that the `^C` of an interrupt is taken back too.
        self.write(&format!("\r{text:<WIDTH$}\r"));
        self.visible = true;
    }

    /// Takes it back. To be called before anything else is printed.
    pub fn clear(&mut self) {
        if self.visible {
            // With spaces: the one way that every terminal knows.
            self.write(&format!("\r{:WIDTH$}\r", ""));
            self.visible = false;
        }
    }

    fn write(&self, text: &str) {
        if self.on {
            // Whoever has closed stderr doesn't want to see it.
            let mut stderr = io::stderr().lock();
            let _ = stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush());
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.clear();
    }
}

/// Takes back the line of a cargo that was ended in the middle of its build.
pub fn clear_after_cargo() {
    let mut stderr = io::stderr();
    if stderr.is_terminal() {
        // Cargo takes its own line back like this where it shows one.
        let _ = stderr.write_all(b"\r\x1b[K");
    }
}
