//! `tokio::sync::mpsc`: async ends, which can block as well, outside of the runtime. With a bound and without are two types.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

use super::{Blocking, Receiver, Sender};

impl<T: Send + 'static> Sender<T> for mpsc::Sender<T> {
    async fn send(&mut self, message: T) -> bool {
        mpsc::Sender::send(self, message).await.is_ok()
    }
}

impl<T: Send + 'static> Receiver<T> for mpsc::Receiver<T> {
    async fn receive(&mut self) -> Option<T> {
        self.recv().await
    }
}

impl<T: Send + 'static> Sender<T> for Blocking<mpsc::Sender<T>> {
    async fn send(&mut self, message: T) -> bool {
        self.0.blocking_send(message).is_ok()
    }
}

impl<T: Send + 'static> Receiver<T> for Blocking<mpsc::Receiver<T>> {
    async fn receive(&mut self) -> Option<T> {
        self.0.blocking_recv()
    }
}

impl<T: Send + 'static> Sender<T> for UnboundedSender<T> {
    async fn send(&mut self, message: T) -> bool {
        UnboundedSender::send(self, message).is_ok()
    }
}

impl<T: Send + 'static> Receiver<T> for UnboundedReceiver<T> {
    async fn receive(&mut self) -> Option<T> {
        self.recv().await
    }
}

impl<T: Send + 'static> Sender<T> for Blocking<UnboundedSender<T>> {
    async fn send(&mut self, message: T) -> bool {
        self.0.send(message).is_ok()
    }
}

impl<T: Send + 'static> Receiver<T> for Blocking<UnboundedReceiver<T>> {
    async fn receive(&mut self) -> Option<T> {
        self.0.blocking_recv()
    }
}

/// A receiver for several threads: tokio's is for one alone. It blocks: whoever waits for a message holds the lock, and
/// the others wait for the lock.
pub struct Shared<End>(Arc<Mutex<End>>);

impl<End> Shared<End> {
    /// Shares `end`.
    pub fn new(end: End) -> Self {
        Self(Arc::new(Mutex::new(end)))
    }
}

impl<End> Clone for Shared<End> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T: Send + 'static> Receiver<T> for Shared<mpsc::Receiver<T>> {
    async fn receive(&mut self) -> Option<T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).blocking_recv()
    }
}

impl<T: Send + 'static> Receiver<T> for Shared<UnboundedReceiver<T>> {
    async fn receive(&mut self) -> Option<T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).blocking_recv()
    }
}
