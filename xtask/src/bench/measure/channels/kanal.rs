//! kanal: the two faces are two types over the same channel.

use kanal::{AsyncReceiver, AsyncSender};

use super::{Blocking, Capacity, Receiver, Sender};

/// One with so much room.
pub fn channel<T>(capacity: Capacity) -> (AsyncSender<T>, AsyncReceiver<T>) {
    match capacity {
        Capacity::Bounded(room) => kanal::bounded_async(room),
        Capacity::Unbounded => kanal::unbounded_async(),
    }
}

impl<T: Send + 'static> Sender<T> for AsyncSender<T> {
    async fn send(&mut self, message: T) -> bool {
        AsyncSender::send(self, message).await.is_ok()
    }
}

impl<T: Send + 'static> Receiver<T> for AsyncReceiver<T> {
    async fn receive(&mut self) -> Option<T> {
        self.recv().await.ok()
    }
}

impl<T: Send + 'static> Sender<T> for Blocking<AsyncSender<T>> {
    async fn send(&mut self, message: T) -> bool {
        self.0.as_sync().send(message).is_ok()
    }
}

impl<T: Send + 'static> Receiver<T> for Blocking<AsyncReceiver<T>> {
    async fn receive(&mut self) -> Option<T> {
        self.0.as_sync().recv().ok()
    }
}
