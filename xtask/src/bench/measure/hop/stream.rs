//! A stream: one sends, the other receives, as fast as they can.

use std::time::{Duration, Instant};

use anyhow::{Result, bail, ensure};
use tokio::runtime::Runtime;

use super::Direction;
use crate::bench::measure::channels::{Receiver, Sender};

/// How long `messages` take, from before the first is sent until the last is received.
///
/// # Errors
/// When a message doesn't come, or not in its turn.
pub(super) fn stream(
    runtime: &Runtime,
    direction: Direction,
    (sender, receiver): (impl Sender<usize>, impl Receiver<usize>),
    messages: usize,
) -> Result<Duration> {
    let to = direction.to.start(runtime, receive_all(receiver, messages))?;
    let from = direction.from.start(runtime, send_all(sender, messages))?;
    let started = from.finish(runtime)?;
    let ended = to.finish(runtime)??;
    Ok(ended.duration_since(started))
}

async fn send_all(mut sender: impl Sender<usize>, messages: usize) -> Instant {
    let started = Instant::now();
    for message in 0..messages {
        if !sender.send(message).await {
            break; // the receiver says why
        }
    }
    started
}

async fn receive_all(mut receiver: impl Receiver<usize>, messages: usize) -> Result<Instant> {
    for expected in 0..messages {
        match receiver.receive().await {
            Some(message) if message == expected => {}
            Some(message) => bail!("message {message} came in the place of message {expected}"),
            None => bail!("message {expected} was lost"),
        }
    }
    let ended = Instant::now();
    ensure!(receiver.receive().await.is_none(), "more came than was sent");
    Ok(ended)
}
