//! A server that is away: said once, however many connections notice, and once when all of them are back.

use std::fmt::Display;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::note;

/// A server, as several connections see it.
#[derive(Clone, Default)]
pub(in super::super) struct Outage(Arc<AtomicUsize>);

/// What one connection knows of it.
pub(super) struct Sight {
    outage: Outage,
    server: String,
    away: bool,
}

impl Outage {
    /// How a connection to `server` sees it; at first it is there.
    pub(super) fn sight(&self, server: impl Display) -> Sight {
        Sight { outage: self.clone(), server: server.to_string(), away: false }
    }
}

impl Sight {
    /// It doesn't do what it should.
    pub(super) fn away(&mut self, why: impl Display) {
        if !self.away {
            self.away = true;
            if self.outage.0.fetch_add(1, Ordering::Relaxed) == 0 {
                note(format_args!("Waiting for {}: {why}", self.server));
            }
        }
    }

    /// It does.
    pub(super) fn back(&mut self) {
        if self.away {
            self.away = false;
            if self.outage.0.fetch_sub(1, Ordering::Relaxed) == 1 {
                note(format_args!("{} is back.", self.server));
            }
        }
    }
}
