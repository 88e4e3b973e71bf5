//! Streams of a Redis server, which many copies of the program share.
//!
//! Their entries are SeaStreamer's, but its consumer and producer aren't used. While the consumer waits for messages, up
//! to ten seconds, it neither acknowledges nor ends; it is silent about a server that is away, and gives up while one is
//! loading; what has no field `msg` it never hands out, so that nobody can acknowledge it; and it doesn't let a copy that
//! is slow say that it lives. The producer waits for a server that hangs for as long as it does, and for one that is
//! back up to a minute more; and an answer past the 65536th of a millisecond, which is how a server counts whose clock
//! was set back, it reports as not sent.

mod entries;
mod group;
mod link;
mod outage;
mod producer;
mod receipts;

pub(super) use group::Group;
pub(super) use outage::Outage;
pub(super) use producer::Producer;
pub(super) use receipts::Receipts;

use std::time::Duration;

use ::redis::RedisError;

/// How long a server may take for an answer; half of it, to let us in.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long to wait before a server that is away is tried again.
const PAUSE: Duration = Duration::from_millis(250);

/// The field of an entry that SeaStreamer puts messages into.
const FIELD: &[u8] = b"msg";

/// What is wrong with a server that can't do its part at the start.
fn refused(error: RedisError) -> anyhow::Error {
    let is_old = error.detail().is_some_and(|detail| detail.starts_with("unknown command"));
    let error = anyhow::Error::from(error);
    if is_old { error.context("the server has to be Redis 6.2 or newer") } else { error }
}
