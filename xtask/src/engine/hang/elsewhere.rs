//! Where the system doesn't tell what threads wait for, nothing is known and nothing is proven.

use super::Thread;
use crate::engine::tree::Tree;

/// What all threads do; unknown here.
#[derive(PartialEq, Eq)]
pub struct Snapshot;

impl Snapshot {
    /// Nothing is known.
    pub fn take(_tree: &Tree, _stdin_is_pending: bool) -> Option<Snapshot> {
        None
    }

    /// Never certain.
    pub fn waits_for_ever(&self) -> bool {
        false
    }

    /// Never certain.
    pub fn is_closed_to_the_outside(&self) -> bool {
        false
    }
}

/// The threads of a program; unknown here.
pub fn threads(_program: u32) -> Vec<(u32, Thread)> {
    Vec::new()
}
