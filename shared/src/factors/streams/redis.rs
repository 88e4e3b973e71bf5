//! Streams of a Redis server, which many copies of the program share.
//!
//! SeaStreamer sends the answers. Its consumer isn't used: while it waits for messages, up to ten seconds, it neither
//! acknowledges nor ends; it is silent about a server that is away, and gives up while one is loading; what has no field
//! `msg` it never hands out, so that nobody can acknowledge it; and it doesn't let a copy that is slow say that it lives.

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

/// How long a server may take for an answer, or to let us in.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long to wait before a server that is away is tried again.
const PAUSE: Duration = Duration::from_millis(250);

/// The field of an entry that SeaStreamer puts messages into.
const FIELD: &[u8] = b"msg";
