//! The messages of a stream, shared with the other copies of the program.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::process;
use std::time::Duration;

use redis::streams::{StreamAutoClaimOptions, StreamReadOptions};
use redis::{ConnectionInfo, Pipeline};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::acks::Acks;
use super::connection::{Connection, GROUP, Health};
use super::entries::{Claimed, Entry, New};
use crate::factors::task::Incoming;

/// How long the server may wait for messages, in milliseconds, and at most this long a cancellation isn't seen.
const BLOCK: usize = 500;

/// The share of a group's messages that comes here.
pub(in super::super) struct Group {
    connection: Connection,
    pub(in super::super) acks: Acks,
    /// How long a message isn't heard of before it is claimed.
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
        stream: &str,
        claim_after: Duration,
        health: &Health,
    ) -> anyhow::Result<Self> {
        // A name of its own each time: what an earlier copy held is claimed like that of any other.
        let name = format!("{}-{:016x}", process::id(), RandomState::new().build_hasher().finish());
        let connect = || Connection::new(info, Some(stream), health);
        let acks = Acks::new(connect()?, stream, &name, claim_after / 4);
        let (looked, cursor) = (Instant::now(), "0-0".to_owned());
        let mut group = Self { connection: connect()?, acks, claim_after, looked, cursor };
        // This claims nothing: it finds out whether the server can.
        group.connection.ask::<()>(&group.claim(Duration::from_secs(u32::MAX.into()), 1)).await?;
        Ok(group)
    }

    /// The next messages, `most` at the most; none when the program is asked to stop.
    pub(in super::super) async fn next(&mut self, most: usize, token: &CancellationToken) -> Vec<Incoming> {
        // A question is never cut short: what the server hands out, it hands out once.
        while !token.is_cancelled() {
            let is_due = self.looked.elapsed() >= self.claim_after / 4;
            let entries = if is_due { self.abandoned(most).await } else { self.unread(most).await };
            let messages = entries.unwrap_or_default().into_iter().filter_map(|entry| entry.0);
            let messages = self.acks.hold(messages.collect());
            if !messages.is_empty() {
                return messages;
            }
        }
        Vec::new()
    }

    /// What no copy had yet.
    async fn unread(&mut self, most: usize) -> Option<Vec<Entry>> {
        let options = StreamReadOptions::default().group(GROUP, &self.acks.name).count(most).block(BLOCK);
        let read = Pipeline::new().xread_options(&[&self.acks.stream], &[">"], &options).to_owned();
        let (streams,): (New,) = self.connection.attempt(&read).await?;
        Some(streams.into_iter().flatten().flat_map(|(_, entries)| entries).collect())
    }

    /// What a copy had that isn't heard of any more.
    async fn abandoned(&mut self, most: usize) -> Option<Vec<Entry>> {
        let claim = self.claim(self.claim_after, most);
        let (Claimed(cursor, entries),) = self.connection.attempt(&claim).await?;
        self.cursor = cursor;
        if self.cursor == "0-0" {
            self.looked = Instant::now();
        }
        Some(entries)
    }

    fn claim(&self, idle: Duration, most: usize) -> Pipeline {
        let (Acks { stream, name, .. }, idle) = (&self.acks, idle.as_millis() as usize);
        let options = StreamAutoClaimOptions::default().count(most);
        Pipeline::new().xautoclaim_options(stream, GROUP, name, idle, &self.cursor, options).to_owned()
    }
}
