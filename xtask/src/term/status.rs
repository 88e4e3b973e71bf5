//! One line on the terminal that says what is being waited for, and leaves no trace.

use std::io::{self, IsTerminal, Write};

/// The line, if stderr is a terminal. Dropping it takes it back.
pub struct StatusLine {
    on: bool,
    shown: String,
}

impl StatusLine {
    /// An empty line.
    pub fn new() -> StatusLine {
        StatusLine { on: io::stderr().is_terminal(), shown: String::new() }
    }

    /// Shows this, cut to the width, unless it is there already.
    pub fn show(&mut self, text: &str) {
        // A full line would wrap, and a wrapped one can't be taken back.
        let room = super::size().0.saturating_sub(1).max(1);
        let text: String = text.chars().filter(|char| !char.is_control()).take(room).collect();
        if self.on && text != self.shown {
            // The cursor goes back to the start, so that the `^C` of an interrupt is taken back too.
            let old = self.shown.chars().count().saturating_sub(text.chars().count());
            self.write(&format!("\r{text}{:old$}\r", ""));
            self.shown = text;
        }
    }

    /// Takes it back. To be called before anything else is printed.
    pub fn clear(&mut self) {
        if !self.shown.is_empty() {
            // With spaces: the one way that every terminal knows.
            self.write(&format!("\r{:1$}\r", "", self.shown.chars().count()));
            self.shown.clear();
        }
    }

    fn write(&self, text: &str) {
        // With stderr closed there is nobody to see it.
        let mut stderr = io::stderr().lock();
        let _ = stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush());
    }
}

impl Drop for StatusLine {
    fn drop(&mut self) {
        self.clear();
    }
}

/// Takes back the line of a cargo that was killed in the middle of its build.
pub fn clear_after_cargo() {
    let mut stderr = io::stderr();
    if stderr.is_terminal() {
        // Cargo takes its own line back like this where it shows one.
        let _ = stderr.write_all(b"\r\x1b[K");
    }
}

/// How many jobs are done, and which is being waited for, in a [`StatusLine`].
pub struct Progress {
    line: StatusLine,
    of: usize,
    done: usize,
    running: Vec<String>,
}

impl Progress {
    /// So many are to be done.
    pub fn new(of: usize) -> Progress {
        Progress { line: StatusLine::new(), of, done: 0, running: Vec::new() }
    }

    /// One of them has begun.
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
        match self.running.first() {
            Some(first) => {
                self.line.show(&format!(
                    "{} of {} runs done, now {first}",
                    self.done,
                    self.of.max(self.done)
                ));
            }
            None => self.line.clear(),
        }
    }

    /// Takes the line back. To be called before anything else is printed.
    pub fn clear(&mut self) {
        self.line.clear();
    }
}
