//! Where messages come from.

use std::collections::VecDeque;

use anyhow::Context;
use tokio::sync::mpsc::{Sender, channel};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::delivery::{Delivery, Output};
use super::endpoints::{Backend, Endpoints};
use super::redis::{Group, Health};
use super::stdio::Stdin;
use crate::factors::reply::Answer;
use crate::factors::task::Incoming;
use crate::note;

/// How many messages may be in flight. It bounds what this copy of the program holds while others might be idle, and
/// how many messages one trip to the server can fetch.
const IN_FLIGHT: usize = 128;

/// The messages of a stream.
pub(in crate::factors) struct Input {
    source: Source,
    /// What the stream has handed out and the queue doesn't have yet.
    fetched: VecDeque<Incoming>,
    /// Takes the reason if the stream can't be read.
    failure: Option<oneshot::Sender<anyhow::Error>>,
}

enum Source {
    Redis(Box<Group>),
    Stdin(Stdin),
}

/// Opens both streams. Returns the messages, where their answers go, and the end of it all.
///
/// # Errors
/// When one of the streams can't be reached.
pub(in crate::factors) async fn start(
    endpoints: &Endpoints,
    token: &CancellationToken,
) -> anyhow::Result<(Input, Sender<Answer>, JoinHandle<anyhow::Result<()>>)> {
    let Endpoints { input: from, output: to, claim_after } = endpoints;
    let health = Health::default();
    let source = match &from.backend {
        Backend::Redis(info) => Group::open(info, &from.stream, *claim_after, &health)
            .await
            .map(|group| (Some(group.acks.clone()), Source::Redis(Box::new(group)))),
        Backend::Stdio => Stdin::open(&from.stream).map(|stdin| (None, Source::Stdin(stdin))),
    };
    let (acks, source) = source.with_context(|| format!("can't read from {}", from.text))?;
    // A server that both are on is away for both.
    let health = if from.server() == to.server() { health } else { Health::default() };
    let output = Output::open(to, &health).await.with_context(|| format!("can't write to {}", to.text))?;
    note(format_args!("Reading {}, answering to {}. Ctrl-C ends.", from.text, to.text));

    let (failure, failed) = oneshot::channel();
    let (answers, receiver) = channel(IN_FLIGHT);
    let delivery = Delivery { answers: receiver, output, acks, failed };
    let end = tokio::spawn(delivery.run(token.clone()));
    Ok((Input { source, fetched: VecDeque::new(), failure: Some(failure) }, answers, end))
}

impl Input {
    /// The next message; `most` may be fetched with it. Those that the stream has handed out already still come after a
    /// cancellation: no other copy has them.
    pub(in crate::factors) async fn next(
        &mut self,
        most: usize,
        token: &CancellationToken,
    ) -> Option<Incoming> {
        if self.fetched.is_empty() {
            let messages = match &mut self.source {
                Source::Redis(group) => Ok(group.next(most, token).await),
                Source::Stdin(stdin) => stdin.next(most, token).await,
            };
            match messages {
                Ok(messages) => self.fetched = messages.into(),
                Err(error) => _ = self.failure.take()?.send(error),
            }
        }
        self.fetched.pop_front()
    }
}
