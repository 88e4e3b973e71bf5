//! The way back to the client: a permit for one answer, which travels with its message.

use tokio::sync::mpsc::{OwnedPermit, Sender};

use super::message::{Done, Message};

/// What the message is called in its stream, so that it can be acknowledged (empty over TCP), and the answer to it.
pub(super) type Answer = (String, Done);

/// A permit for one answer. Sending it never waits: there was room for it before the message was accepted, so a client
/// that doesn't read its answers makes only itself wait.
pub struct Reply {
    answers: Sender<Answer>,
    /// None once the answer is on its way.
    permit: Option<OwnedPermit<Answer>>,
    id: String,
    /// What the message was.
    message: String,
}

impl Reply {
    pub(super) fn new(
        answers: &Sender<Answer>,
        permit: OwnedPermit<Answer>,
        id: String,
        message: &Message,
    ) -> Self {
        Self { answers: answers.clone(), permit: Some(permit), id, message: message.to_string() }
    }

    /// Whether the client is gone, so that an answer would be worked out for nobody.
    #[must_use]
    pub fn is_unwanted(&self) -> bool {
        self.answers.is_closed()
    }

    /// Sends the answer.
    pub fn send(mut self, done: Done) {
        self.fill(done);
    }

    fn fill(&mut self, done: Done) {
        if let Some(permit) = self.permit.take() {
            let id = std::mem::take(&mut self.id);
            permit.send((id, done));
        }
    }
}

/// A message that is dropped on the way, because its thread died, is still answered.
impl Drop for Reply {
    fn drop(&mut self) {
        if self.permit.is_some() {
            self.fill(Done::lost(&self.message));
        }
    }
}
