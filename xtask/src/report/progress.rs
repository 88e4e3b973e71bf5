//! One line on the terminal that says what is being waited for, and leaves no trace.

use std::io::{self, IsTerminal, Write};

/// Narrower than any terminal, so that the line never wraps: a wrapped line could not be taken back.
const WIDTH: usize = 38;

/// The line, if stderr is a terminal. Dropping it takes the line back.
pub struct Progress {
    on: bool,
    visible: bool,
    of: usize,
    done: usize,
    running: Vec<String>,
}

impl Progress {
    /// So many are to be done; nothing is shown yet.
    pub fn new(of: usize) -> Progress {
        Progress { on: io::stderr().is_terminal(), visible: false, of, done: 0, running: Vec::new() }
    }

    /// One of them has been begun.
    pub fn started(&mut self, name: String) {
        self.running.push(name);
        self.show();
    }

    /// One of them is done.
    pub fn finished(&mut self, name: &str) {
        self.done += 1;
        if let Some(at) = self.running.iter().position(|running| running == name) {
            self.running.remove(at);
        }
        self.show();
    }

    /// Names the one that has been running for the longest: that is the one waited for.
    fn show(&mut self) {
        let Some(first) = self.running.first() else {
            return self.clear();
        };
        let text: String =
            format!("{}/{} done, now {first}", self.done, self.of).chars().take(WIDTH).collect();
        // The cursor goes back to the start, so that the `^C` of an interrupt is taken back too.
        self.write(&format!("\r{text:<WIDTH$}\r"));
        self.visible = true;
    }

    /// Takes the line back. To be called before anything else is printed.
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

/// Takes back the line of a cargo that was ended in the middle of its build.
pub fn clear_after_cargo() {
    let mut stderr = io::stderr();
    if stderr.is_terminal() {
        // Cargo takes its own line back like this where it shows one.
        let _ = stderr.write_all(b"\r\x1b[K");
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}
