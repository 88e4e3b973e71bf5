//! A lone message, there and back: each time somebody waits for it, and has to be woken.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use tokio::runtime::Runtime;

use super::Direction;
use crate::bench::measure::channels::{Receiver, Sender};

/// How long `messages` take that go there and come back, one after the other.
///
/// # Errors
/// When another message comes back than was sent, or none.
pub(super) fn return_trip(
    runtime: &Runtime,
    direction: Direction,
    there: (impl Sender<usize>, impl Receiver<usize>),
    back: (impl Sender<usize>, impl Receiver<usize>),
    messages: usize,
) -> Result<Duration> {
    let far = direction.to.start(runtime, send_back(there.1, back.0))?;
    let near = direction.from.start(runtime, send_and_wait(there.0, back.1, messages))?;
    let took = near.finish(runtime)?;
    far.finish(runtime)?;
    took
}

async fn send_and_wait(
    mut sender: impl Sender<usize>,
    mut receiver: impl Receiver<usize>,
    messages: usize,
) -> Result<Duration> {
    let started = Instant::now();
    for message in 0..messages {
        ensure!(sender.send(message).await, "nobody was there for message {message}");
        let came = receiver.receive().await;
        ensure!(came == Some(message), "{came:?} came back instead of message {message}");
    }
    Ok(started.elapsed())
}

async fn send_back(mut receiver: impl Receiver<usize>, mut sender: impl Sender<usize>) {
    while let Some(message) = receiver.receive().await {
        if !sender.send(message).await {
            break; // the other says why
        }
    }
}
