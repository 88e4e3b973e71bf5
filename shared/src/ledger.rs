//! Who owes what: a ledger of the tasks that were dealt out, so that none goes missing unnoticed.

#[cfg(test)]
mod tests;

use std::any::Any;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::process::ExitCode;

use crate::{note, timeline};

/// The tasks that are still to be delivered. A channel that closes tells that nobody will send any more; it doesn't
/// tell whether everything was sent.
pub struct Ledger {
    pending: BTreeMap<usize, String>,
    dealt: usize,
    in_order: bool,
}

impl Ledger {
    /// Opens the ledger: each of `tasks` is owed from now on, under its index and by its name.
    pub fn new<T: Display>(tasks: &[T]) -> Self {
        let pending: BTreeMap<_, _> = tasks.iter().map(ToString::to_string).enumerate().collect();
        Self { dealt: pending.len(), pending, in_order: true }
    }

    /// Task `number` came back with its result.
    pub fn delivered(&mut self, number: usize) {
        if self.pending.remove(&number).is_none() {
            self.in_order = false;
            note(format_args!("task {number} came back, but it wasn't owed: was it dealt out twice?"));
        }
    }

    /// Task `number` came back without a result.
    pub fn failed(&mut self, number: usize, reason: &anyhow::Error) {
        let name = self.pending.remove(&number).unwrap_or_default();
        self.in_order = false;
        note(format_args!("failed: task {number}: {name}: {reason:#}"));
    }

    /// Worker `n` died of `panic` and took along what it hadn't delivered.
    pub fn died(&mut self, n: usize, panic: Box<dyn Any + Send>) {
        self.in_order = false;
        note(format_args!("worker {n} died of a panic: {}", panic_message(&*panic)));
    }

    /// Closes the ledger: names every task that was lost. Success only if every task came back with its result.
    pub fn close(self) -> ExitCode {
        timeline::save();
        for (number, name) in &self.pending {
            note(format_args!("lost: task {number}: {name}"));
        }
        if !self.pending.is_empty() {
            note(format_args!("{} of {} tasks were lost", self.pending.len(), self.dealt));
        }
        ExitCode::from(u8::from(!(self.in_order && self.pending.is_empty())))
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
