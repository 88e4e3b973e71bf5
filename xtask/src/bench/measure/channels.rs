//! The channels that are compared, under one face: an end sends or receives, and waits the way that its side waits.

pub mod async_channel;
pub mod crossbeam;
pub mod flume;
pub mod kanal;
mod standard;
mod tokio;

use std::fmt;

pub use self::tokio::Shared;

/// The half of a channel that sends.
pub trait Sender<T>: Send + 'static {
    /// Sends a message, waiting for room. False if nobody is left to receive it.
    fn send(&mut self, message: T) -> impl Future<Output = bool> + Send;
}

/// The half of a channel that receives.
pub trait Receiver<T>: Send + 'static {
    /// The next message, waiting for it. None if nobody is left to send one.
    fn receive(&mut self) -> impl Future<Output = Option<T>> + Send;
}

/// An end that blocks its thread while it waits: its futures are ready when they are first polled.
#[derive(Clone)]
pub struct Blocking<End>(pub End);

/// How many messages may wait in a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Capacity {
    /// So many. With 0, each is handed over in person.
    Bounded(usize),
    /// Any number.
    Unbounded,
}

impl Capacity {
    /// Those that are compared.
    pub const ALL: [Capacity; 5] =
        [Self::Bounded(0), Self::Bounded(1), Self::Bounded(64), Self::Bounded(1024), Self::Unbounded];
}

impl fmt::Display for Capacity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bounded(messages) => write!(f, "{messages}"),
            Self::Unbounded => f.write_str("unbounded"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channel_has_the_room_that_is_asked_for() {
        for capacity in Capacity::ALL {
            let room = match capacity {
                Capacity::Bounded(room) => Some(room),
                Capacity::Unbounded => None,
            };
            assert_eq!(flume::channel::<u8>(capacity).0.capacity(), room);
            assert_eq!(crossbeam::channel::<u8>(capacity).0.capacity(), room);
            assert_eq!(kanal::channel::<u8>(capacity).0.capacity(), room.unwrap_or(usize::MAX));
            if room != Some(0) {
                assert_eq!(async_channel::channel::<u8>(capacity).0.capacity(), room);
            }
        }
    }
}
