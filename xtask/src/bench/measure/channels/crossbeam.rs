//! crossbeam-channel: for threads. It has no async ends.

use crossbeam_channel::TrySendError;

use super::{Blocking, Capacity, Receiver, Sender};

/// One with so much room.
pub fn channel<T>(capacity: Capacity) -> (crossbeam_channel::Sender<T>, crossbeam_channel::Receiver<T>) {
    match capacity {
        Capacity::Bounded(room) => crossbeam_channel::bounded(room),
        Capacity::Unbounded => crossbeam_channel::unbounded(),
    }
}

impl<T: Send + 'static> Sender<T> for Blocking<crossbeam_channel::Sender<T>> {
    async fn send(&mut self, message: T) -> bool {
        self.0.send(message).is_ok()
    }
}

impl<T: Send + 'static> Receiver<T> for Blocking<crossbeam_channel::Receiver<T>> {
    async fn receive(&mut self) -> Option<T> {
        self.0.recv().ok()
    }
}

/// What it is called where async code sends: into a bounded one it can't do that by itself.
pub fn name_in_async(capacity: Capacity) -> &'static str {
    match capacity {
        Capacity::Bounded(_) => "crossbeam, block_in_place",
        Capacity::Unbounded => "crossbeam-channel",
    }
}

/// The way out of async code that blocks no other task: where there is room, sending doesn't wait, and where there is none,
/// the runtime is told that this thread is about to block, and gives the other tasks to another one.
impl<T: Send + 'static> Sender<T> for crossbeam_channel::Sender<T> {
    async fn send(&mut self, message: T) -> bool {
        match self.try_send(message) {
            Ok(()) => true,
            Err(TrySendError::Full(message)) => {
                tokio::task::block_in_place(|| crossbeam_channel::Sender::send(self, message)).is_ok()
            }
            Err(TrySendError::Disconnected(_)) => false,
        }
    }
}
