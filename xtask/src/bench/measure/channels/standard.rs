//! `std::sync::mpsc`: for threads. It has no async ends.

use std::sync::mpsc;

use super::{Blocking, Receiver, Sender};

impl<T: Send + 'static> Sender<T> for Blocking<mpsc::SyncSender<T>> {
    async fn send(&mut self, message: T) -> bool {
        self.0.send(message).is_ok()
    }
}

impl<T: Send + 'static> Receiver<T> for Blocking<mpsc::Receiver<T>> {
    async fn receive(&mut self) -> Option<T> {
        self.0.recv().ok()
    }
}

/// Without a bound, `send` never waits: it may be called anywhere.
impl<T: Send + 'static> Sender<T> for mpsc::Sender<T> {
    async fn send(&mut self, message: T) -> bool {
        mpsc::Sender::send(self, message).is_ok()
    }
}

impl<T: Send + 'static> Sender<T> for Blocking<mpsc::Sender<T>> {
    async fn send(&mut self, message: T) -> bool {
        self.0.send(message).is_ok()
    }
}
