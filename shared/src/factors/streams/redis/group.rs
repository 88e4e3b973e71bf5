//! The messages of a stream, shared with the other copies of the program.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::process;
use std::time::Duration;

use redis::{ConnectionInfo, Pipeline};
use sea_streamer::StreamKey;
use tokio::time::{Instant, sleep};

use super::entries::{claimed, read};
use super::link::{Consumer, Link};
use super::outage::{Outage, Sight};
use super::{PAUSE, Receipts, refused};
use crate::factors::streams::input::Incoming;
use crate::shutdown::Stop;

/// What all copies of the program are to the server, together.
const GROUP: &str = "async-to-sync";

/// How long the server may wait for messages, and at most this long a wish to stop isn't seen.
const BLOCK: Duration = Duration::from_millis(500);

/// The share of a group's messages that comes here.
pub(in super::super) struct Group {
    link: Link,
    sight: Sight,
    consumer: Consumer,
    receipts: Receipts,
    /// How long a message isn't heard of before it is taken over.
    claim_after: Duration,
    /// When others' messages were last looked through, and how far.
    looked: Instant,
    cursor: String,
}

impl Group {
    /// Joins the group, or makes it.
    ///
    /// # Errors
    /// When the server is away or can't do it.
    pub(in super::super) async fn open(
        info: &ConnectionInfo,
        stream: &StreamKey,
        claim_after: Duration,
        outage: &Outage,
    ) -> anyhow::Result<Self> {
        // A name of its own each time: what an earlier one held is taken over like that of any other.
        let name = format!("{}-{:016x}", process::id(), RandomState::new().build_hasher().finish());
        let consumer = Consumer { stream: stream.name().to_owned(), group: GROUP, name };
        let mut link = Link::new(info, Some(&consumer))?;
        // It claims nothing: it tells whether the server can.
        let probe = claim(&consumer, Duration::from_secs(u32::MAX.into()), "0-0", 1);
        link.ask(&probe).await.map_err(refused)?;
        let sight = outage.sight(&info.addr);
        let receipts = Receipts::new(info, &consumer, claim_after / 4, outage)?;
        let (looked, cursor) = (Instant::now(), "0-0".into());
        Ok(Self { link, sight, consumer, receipts, claim_after, looked, cursor })
    }

    /// What acknowledges the messages.
    pub(in super::super) fn receipts(&self) -> Receipts {
        self.receipts.clone()
    }

    /// The next messages, `most` at the most; none when the program is asked to stop.
    pub(in super::super) async fn next(&mut self, most: usize, stop: &Stop) -> Vec<Incoming> {
        // A question is never cut short: what the server hands out, it hands out once.
        while !stop.is_requested() {
            let asked = match self.is_due() {
                true => self.take_over(most).await,
                false => self.read(most).await,
            };
            match asked {
                Ok(messages) => {
                    self.sight.back();
                    let messages = self.receipts.hold(messages);
                    if !messages.is_empty() {
                        return messages;
                    }
                }
                Err(error) => {
                    self.sight.away(error);
                    tokio::select! {
                        () = stop.requested() => {}
                        () = sleep(PAUSE) => {}
                    }
                }
            }
        }
        Vec::new()
    }

    fn is_due(&self) -> bool {
        self.looked.elapsed() >= self.claim_after / 4
    }

    /// Messages that nobody had yet.
    async fn read(&mut self, most: usize) -> redis::RedisResult<Vec<Incoming>> {
        let Consumer { stream, group, name } = &self.consumer;
        let mut command = redis::pipe();
        command.cmd("XREADGROUP").arg("GROUP").arg(group).arg(name).arg("COUNT").arg(most);
        command.arg("BLOCK").arg(BLOCK.as_millis() as u64).arg("STREAMS").arg(stream).arg(">");
        Ok(read(self.link.ask_again(&command).await?))
    }

    /// Messages that somebody had and isn't heard of any more.
    async fn take_over(&mut self, most: usize) -> redis::RedisResult<Vec<Incoming>> {
        let command = claim(&self.consumer, self.claim_after, &self.cursor, most);
        let (cursor, messages) = claimed(self.link.ask_again(&command).await?);
        self.cursor = cursor;
        if self.cursor == "0-0" {
            self.looked = Instant::now();
        }
        Ok(messages)
    }
}

fn claim(consumer: &Consumer, idle: Duration, cursor: &str, most: usize) -> Pipeline {
    let Consumer { stream, group, name } = consumer;
    let mut command = redis::pipe();
    command.cmd("XAUTOCLAIM").arg(stream).arg(group).arg(name).arg(idle.as_millis() as u64).arg(cursor);
    command.arg("COUNT").arg(most);
    command
}
