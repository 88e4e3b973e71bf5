//! How many are done, and which is being waited for.

use super::Line;

/// A line that tells it. Dropping it takes the line back.
pub struct Progress {
    line: Line,
    of: usize,
    done: usize,
    running: Vec<String>,
}

impl Progress {
    /// So many are to be done; nothing is shown yet.
    pub fn new(of: usize) -> Progress {
        Progress { line: Line::new(), of, done: 0, running: Vec::new() }
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
        match self.running.first() {
            Some(first) => self.line.show(&format!("{}/{} done, now {first}", self.done, self.of)),
            None => self.line.clear(),
        }
    }

    /// Takes the line back. To be called before anything else is printed.
    pub fn clear(&mut self) {
        self.line.clear();
    }
}
