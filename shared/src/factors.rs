//! async-to-sync: numbers to take apart into their prime factors. Really expensive, and really blocking.

mod builtin;
mod client;
mod connection;
mod message;
mod options;
mod reply;
mod server;
#[cfg_attr(not(feature = "streams"), path = "factors/no_streams.rs")]
mod streams;
mod task;

pub use client::Client;
pub use message::{Done, Message, process};
pub use options::Options;
pub use reply::Reply;
pub use server::Server;
pub use task::Task;
