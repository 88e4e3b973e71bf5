//! What the clients send, and what becomes of it on a thread. `process` is empty: what is left is the cost of the way.

use std::ops::Range;
use std::sync::Arc;

use tokio::sync::mpsc::{OwnedPermit, channel};

use super::BATCH;
use super::total::{Tally, Total};
use crate::bench::measure::channels::Sender;

/// How many messages of one client may be under way when it waits for answers, as in async-to-sync.
const UNDER_WAY: usize = 8;

/// What is passed to a thread.
pub(super) trait Work: Send + 'static {
    /// Does it, and counts it.
    fn process(self) -> Tally;
}

/// So many messages that a run takes some tens of milliseconds.
pub(super) struct Messages {
    /// Over a queue with room for more than one.
    pub(super) with_room: usize,
    /// Over one with less, where each waits for a thread to wake.
    pub(super) with_no_room: usize,
    /// With `spawn_blocking` as it comes, which costs as much as waking.
    pub(super) spawn_blocking: usize,
}

/// A way for clients to send.
pub(super) trait Load: 'static {
    /// What they send.
    type Work: Work;
    /// How many messages make a run.
    const MESSAGES: Messages;

    /// A client, whose messages have these numbers.
    fn client(
        numbers: Range<usize>,
        bridge: impl Sender<Self::Work>,
        total: Arc<Total>,
    ) -> impl Future<Output = ()> + Send;
}

/// A message after the other, none of which is answered.
pub(super) struct OneByOne;

/// A message, by its number.
pub(super) struct Message(pub(super) usize);

impl Work for Message {
    fn process(self) -> Tally {
        let mut tally = Tally::default();
        tally.add(self.0);
        tally
    }
}

impl Load for OneByOne {
    type Work = Message;
    const MESSAGES: Messages = Messages { with_room: 400_000, with_no_room: 10_000, spawn_blocking: 10_000 };

    async fn client(numbers: Range<usize>, mut bridge: impl Sender<Message>, _total: Arc<Total>) {
        for number in numbers {
            if !bridge.send(Message(number)).await {
                break; // the count tells
            }
        }
    }
}

/// Many messages at a time.
pub(super) struct Batches;

impl Work for Vec<Message> {
    fn process(self) -> Tally {
        let mut tally = Tally::default();
        for message in self {
            tally.merge(message.process());
        }
        tally
    }
}

impl Load for Batches {
    type Work = Vec<Message>;
    const MESSAGES: Messages =
        Messages { with_room: 4_000_000, with_no_room: 100_000, spawn_blocking: 400_000 };

    async fn client(mut numbers: Range<usize>, mut bridge: impl Sender<Vec<Message>>, _total: Arc<Total>) {
        while !numbers.is_empty() {
            let batch = numbers.by_ref().take(BATCH).map(Message).collect();
            if !bridge.send(batch).await {
                break; // the count tells
            }
        }
    }
}

/// A message after the other, as long as not too many are without an answer.
pub(super) struct Answered;

/// A message, and the place that is kept for its answer.
pub(super) struct Request {
    number: usize,
    reply: OwnedPermit<usize>,
}

impl Work for Request {
    fn process(self) -> Tally {
        self.reply.send(self.number);
        // What counts is the answer that the client receives.
        Tally::default()
    }
}

impl Load for Answered {
    type Work = Request;
    const MESSAGES: Messages = Messages { with_room: 30_000, with_no_room: 10_000, spawn_blocking: 10_000 };

    async fn client(numbers: Range<usize>, mut bridge: impl Sender<Request>, total: Arc<Total>) {
        let (answers, mut receiver) = channel(UNDER_WAY);
        tokio::spawn(async move {
            let mut tally = Tally::default();
            while let Some(number) = receiver.recv().await {
                tally.add(number);
            }
            total.add(tally);
        });
        for number in numbers {
            // The reader lives until the last answer.
            let Ok(reply) = answers.clone().reserve_owned().await else { break };
            if !bridge.send(Request { number, reply }).await {
                break; // the count tells
            }
        }
    }
}
