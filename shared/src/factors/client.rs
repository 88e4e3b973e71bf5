//! A client, as the lesson sees it: its next message, until it has all its answers.

use std::sync::Arc;

use tokio::sync::mpsc::Sender;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::connection::Lines;
use super::reply::Answer;
use super::streams;
use super::task::{Incoming, Intake, Task};
use crate::timeline;

/// Who sends messages and waits for answers: a TCP connection, or a stream.
pub struct Client {
    pub(super) input: Input,
    pub(super) answers: Sender<Answer>,
    /// What writes the answers to the connection. (The server waits for those of a stream.)
    pub(super) writer: Option<JoinHandle<()>>,
    pub(super) intake: Arc<Intake>,
    pub(super) token: CancellationToken,
}

/// Where a client's messages come from.
pub(super) enum Input {
    Tcp(Lines),
    Stream(streams::Input),
}

impl Client {
    /// The next message. None when the client has sent its last, or has gone, or the program is asked to stop.
    pub async fn next(&mut self) -> Option<Task> {
        timeline::accepted();
        // First a permit for the answer, then the message. (Where a stream has handed out messages already, there are
        // permits for them, so none of them is left behind.)
        let permit = tokio::select! {
            biased;
            permit = self.answers.clone().reserve_owned() => permit.ok()?,
            () = self.token.cancelled() => return None,
        };
        let permits = 1 + self.answers.capacity();
        let Incoming { id, line } = match &mut self.input {
            Input::Tcp(lines) => self.token.run_until_cancelled(lines.next()).await??,
            Input::Stream(input) => input.next(permits, &self.token).await?,
        };
        let task = self.intake.accept(line, id, &self.answers, permit);
        timeline::offered(timeline::one(task.message.number()));
        Some(task)
    }

    /// Returns when the client has all its answers, or can't be given them.
    pub async fn finish(self) {
        drop(self.answers);
        if let Some(writer) = self.writer {
            let _ = writer.await;
        }
        match self.input {
            Input::Tcp(lines) => lines.drain().await,
            Input::Stream(_) => {}
        }
    }
}
