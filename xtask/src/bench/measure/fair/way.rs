//! The ways to drain a queue in async code.

use std::pin::Pin;
use std::time::Instant;

use anyhow::Result;
use tokio::sync::mpsc;
use tokio::task::coop::cooperative;
use tokio::task::yield_now;

/// How many messages are taken without a pause: as many as tokio's budget allows its own channels.
pub const BATCH: usize = 128;

/// Takes all messages out of a queue and adds them up.
pub type Drain = Pin<Box<dyn Future<Output = Drained> + Send>>;

/// A queue is empty.
pub struct Drained {
    /// What the messages came to.
    pub sum: u64,
    /// When the last one was taken: what the queue then does with its memory is another matter, and with millions of
    /// messages a long one.
    pub at: Instant,
}

impl Drained {
    fn now(sum: u64) -> Drained {
        Drained { sum, at: Instant::now() }
    }
}

/// A way to receive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// flume as it comes.
    Flume,
    /// flume, made to take part in tokio's budget.
    FlumeCooperative,
    /// As sync-to-async does it: receive one, take what is waiting up to a limit, then really wait. There for the
    /// file, here only for the thread.
    FlumeBatches,
    /// tokio's own channel, which takes part in the budget by itself.
    Tokio,
    /// async-channel as it comes.
    AsyncChannel,
}

impl Way {
    /// All of them, in the order of the table. The first is what the others are compared with.
    pub const ALL: &[Way] =
        &[Way::Flume, Way::FlumeCooperative, Way::FlumeBatches, Way::Tokio, Way::AsyncChannel];

    /// What it is called in the table.
    pub fn name(self) -> &'static str {
        match self {
            Way::Flume => "flume, recv_async alone",
            Way::FlumeCooperative => "flume, in tokio's budget",
            Way::FlumeBatches => "flume, batches of 128",
            Way::Tokio => "tokio mpsc",
            Way::AsyncChannel => "async-channel",
        }
    }

    /// Whether a demo does it so.
    pub fn is_ours(self) -> bool {
        self == Way::FlumeBatches
    }

    /// Fills a queue with the numbers below `messages`, closes it, and returns what drains it.
    pub fn full_queue(self, messages: u64) -> Result<Drain> {
        Ok(match self {
            Way::Flume => Box::pin(alone(flume_queue(messages)?)),
            Way::FlumeCooperative => Box::pin(in_budget(flume_queue(messages)?)),
            Way::FlumeBatches => Box::pin(in_batches(flume_queue(messages)?)),
            Way::Tokio => Box::pin(tokio(tokio_queue(messages)?)),
            Way::AsyncChannel => Box::pin(async_channel(async_channel_queue(messages)?)),
        })
    }
}

async fn alone(receiver: flume::Receiver<u64>) -> Drained {
    let mut sum = 0;
    while let Ok(message) = receiver.recv_async().await {
        sum += message;
    }
    Drained::now(sum)
}

async fn in_budget(receiver: flume::Receiver<u64>) -> Drained {
    let mut sum = 0;
    while let Ok(message) = cooperative(receiver.recv_async()).await {
        sum += message;
    }
    Drained::now(sum)
}

async fn in_batches(receiver: flume::Receiver<u64>) -> Drained {
    let mut sum = 0;
    while let Ok(message) = receiver.recv_async().await {
        sum += message;
        for message in receiver.try_iter().take(BATCH - 1) {
            sum += message;
        }
        yield_now().await;
    }
    Drained::now(sum)
}

async fn tokio(mut receiver: mpsc::UnboundedReceiver<u64>) -> Drained {
    let mut sum = 0;
    while let Some(message) = receiver.recv().await {
        sum += message;
    }
    Drained::now(sum)
}

async fn async_channel(receiver: async_channel::Receiver<u64>) -> Drained {
    let mut sum = 0;
    while let Ok(message) = receiver.recv().await {
        sum += message;
    }
    Drained::now(sum)
}

fn flume_queue(messages: u64) -> Result<flume::Receiver<u64>> {
    let (sender, receiver) = flume::unbounded();
    (0..messages).try_for_each(|message| sender.send(message))?;
    Ok(receiver)
}

fn tokio_queue(messages: u64) -> Result<mpsc::UnboundedReceiver<u64>> {
    let (sender, receiver) = mpsc::unbounded_channel();
    (0..messages).try_for_each(|message| sender.send(message))?;
    Ok(receiver)
}

fn async_channel_queue(messages: u64) -> Result<async_channel::Receiver<u64>> {
    let (sender, receiver) = async_channel::unbounded();
    (0..messages).try_for_each(|message| sender.try_send(message))?;
    Ok(receiver)
}
