//! What goes over the queue.

use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::mpsc::{OwnedPermit, Sender};

use super::message::{Faults, Line, Message};
use super::reply::{Answer, Reply};
use crate::timeline;

/// A message and the way back to the client that sent it.
pub struct Task {
    /// What is to be worked on.
    pub message: Message,
    /// Where the answer goes.
    pub reply: Reply,
}

/// A message as it comes in.
pub(super) struct Incoming {
    /// What its stream calls it, so that it can be acknowledged; empty where nothing is.
    pub(super) id: String,
    pub(super) line: Line,
}

/// Makes tasks of lines, and numbers them over all clients.
pub(super) struct Intake {
    accepted: AtomicUsize,
    faults: Faults,
}

impl Intake {
    pub(super) fn new(faults: &Faults) -> Self {
        Self { accepted: AtomicUsize::new(0), faults: faults.clone() }
    }

    /// Accepts a line, which `id` names in its stream. The answer has its `permit`.
    pub(super) fn accept(
        &self,
        line: Line,
        id: String,
        answers: &Sender<Answer>,
        permit: OwnedPermit<Answer>,
    ) -> Task {
        let number = self.accepted.fetch_add(1, Ordering::Relaxed);
        let message = Message::new(number, line, self.faults.at(number));
        timeline::named(number as u64, &message);
        let reply = Reply::new(answers, permit, id, &message);
        Task { message, reply }
    }
}
