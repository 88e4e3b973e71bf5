//! async-to-sync: numbers to take apart into their prime factors. Really expensive, and really blocking.

mod builtin;
mod client;
mod message;
mod options;
mod server;
#[cfg(feature = "streams")]
mod streams;
#[cfg(not(feature = "streams"))]
#[path = "factors/no_streams.rs"]
mod streams;

pub use message::{Done, Message, Reply, Task, process};
pub use options::Options;
pub use streams::{Client, Server};
