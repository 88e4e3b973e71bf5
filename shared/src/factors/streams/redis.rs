//! Streams of a Redis server, which many copies of the program share. Their entries are those of SeaStreamer: the
//! message is in the field `msg`.

mod acks;
mod connection;
mod entries;
mod group;
mod producer;

pub(super) use acks::Acks;
pub(super) use connection::Health;
pub(super) use group::Group;
pub(super) use producer::Producer;
