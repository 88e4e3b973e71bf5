//! The other end that async-to-sync can have: a stream of messages in place of TCP clients, and a stream for the answers.
//! To the queue and its threads a stream is one client more, which sends very much.

mod delivery;
mod endpoints;
mod input;
mod redis;
mod stdio;

pub(super) use endpoints::{Arguments, Endpoints, HELP};
pub(super) use input::{Input, start};
