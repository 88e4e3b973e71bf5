//! flume: each end has both faces.

use super::{Blocking, Capacity, Receiver, Sender};

/// One with so much room.
pub fn channel<T>(capacity: Capacity) -> (flume::Sender<T>, flume::Receiver<T>) {
    match capacity {
        Capacity::Bounded(room) => flume::bounded(room),
        Capacity::Unbounded => flume::unbounded(),
    }
}

impl<T: Send + 'static> Sender<T> for flume::Sender<T> {
    async fn send(&mut self, message: T) -> bool {
        self.send_async(message).await.is_ok()
    }
}

impl<T: Send + 'static> Receiver<T> for flume::Receiver<T> {
    async fn receive(&mut self) -> Option<T> {
        self.recv_async().await.ok()
    }
}

impl<T: Send + 'static> Sender<T> for Blocking<flume::Sender<T>> {
    async fn send(&mut self, message: T) -> bool {
        self.0.send(message).is_ok()
    }
}

impl<T: Send + 'static> Receiver<T> for Blocking<flume::Receiver<T>> {
    async fn receive(&mut self) -> Option<T> {
        self.0.recv().ok()
    }
}
