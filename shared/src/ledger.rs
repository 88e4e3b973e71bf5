//! Who owes what: a ledger of the tasks that were dealt out, so that none goes missing unnoticed.

#[cfg(test)]
mod tests;

use std::any::Any;
use std::fmt::Display;
use std::mem;
use std::process::ExitCode;

use crate::lines::one_line;
use crate::{note, timeline};

/// The tasks that are still to be delivered. A channel that closes tells that nobody will send any more; it doesn't
/// tell whether everything was sent.
pub struct Ledger<'a, T> {
    /// Asked for their names when one is needed, which is for few of them.
    tasks: &'a [T],
    pending: Vec<bool>,
    in_order: bool,
}

impl<'a, T: Display> Ledger<'a, T> {
    /// Opens the ledger: each of `tasks` is owed from now on, under its index.
    #[must_use]
    pub fn new(tasks: &'a [T]) -> Self {
        Self { tasks, pending: vec![true; tasks.len()], in_order: true }
    }

    /// Whether task `number` was owed; it isn't any more.
    fn settle(&mut self, number: usize) -> bool {
        self.pending.get_mut(number).is_some_and(mem::take)
    }

    /// Task `number` came back with its result.
    pub fn delivered(&mut self, number: usize) {
        if !self.settle(number) {
            self.in_order = false;
            note(format_args!("task {number} came back, but it wasn't owed: was it dealt out twice?"));
        }
    }

    /// Task `number` came back without a result.
    pub fn failed(&mut self, number: usize, reason: &anyhow::Error) {
        self.settle(number);
        self.in_order = false;
        let name = self.tasks.get(number).map(ToString::to_string).unwrap_or_default();
        note(one_line(&format!("failed: task {number}: {name}: {reason:#}")));
    }

    /// Worker `n` died of `panic` and took along what it hadn't delivered.
    pub fn died(&mut self, n: usize, panic: Box<dyn Any + Send>) {
        self.in_order = false;
        note(format_args!("worker {n} died of a panic: {}", panic_message(&*panic)));
    }

    /// Closes the ledger: names every task that was lost. Success only if every task came back with its result.
    pub fn close(self) -> ExitCode {
        timeline::save();
        let mut lost = 0;
        for (number, task) in self.tasks.iter().enumerate().filter(|&(number, _)| self.pending[number]) {
            note(format_args!("lost: task {number}: {task}"));
            lost += 1;
        }
        if lost > 0 {
            note(format_args!("{lost} of {} tasks were lost", self.tasks.len()));
        }
        ExitCode::from(u8::from(!(self.in_order && lost == 0)))
    }
}

/// What `panic!` was called with. A panic can carry anything; nearly always it is text.
pub fn panic_message(panic: &(dyn Any + Send)) -> &str {
    if let Some(text) = panic.downcast_ref::<&str>() {
        text
    } else if let Some(text) = panic.downcast_ref::<String>() {
        text
    } else {
        "(no message)"
    }
}
