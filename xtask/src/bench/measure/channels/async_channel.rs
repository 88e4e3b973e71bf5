//! async-channel: async ends, which can block as well.

use super::{Blocking, Capacity, Receiver, Sender};

/// One with so much room, which is 1 at least.
pub fn channel<T>(capacity: Capacity) -> (async_channel::Sender<T>, async_channel::Receiver<T>) {
    match capacity {
        Capacity::Bounded(room) => async_channel::bounded(room),
        Capacity::Unbounded => async_channel::unbounded(),
    }
}

impl<T: Send + 'static> Sender<T> for async_channel::Sender<T> {
    async fn send(&mut self, message: T) -> bool {
        async_channel::Sender::send(self, message).await.is_ok()
    }
}

impl<T: Send + 'static> Receiver<T> for async_channel::Receiver<T> {
    async fn receive(&mut self) -> Option<T> {
        self.recv().await.ok()
    }
}

impl<T: Send + 'static> Sender<T> for Blocking<async_channel::Sender<T>> {
    async fn send(&mut self, message: T) -> bool {
        self.0.send_blocking(message).is_ok()
    }
}

impl<T: Send + 'static> Receiver<T> for Blocking<async_channel::Receiver<T>> {
    async fn receive(&mut self) -> Option<T> {
        self.0.recv_blocking().ok()
    }
}
