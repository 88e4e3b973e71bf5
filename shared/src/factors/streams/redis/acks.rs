//! Which messages this copy holds, and how the server learns that it still does, or that they are done.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use redis::streams::StreamClaimOptions;
use redis::{Pipeline, Value};
use tokio::time::sleep;

use super::connection::{Connection, GROUP};
use crate::factors::task::Incoming;

/// What is held, and a connection on which to speak of it.
#[derive(Clone)]
pub(in super::super) struct Acks {
    pub(super) stream: String,
    /// What this copy is called in the group.
    pub(super) name: String,
    held: Arc<Mutex<HashSet<String>>>,
    connection: Arc<tokio::sync::Mutex<Connection>>,
}

impl Acks {
    /// Nothing is held at first. What is, the server is reminded of `every` so often, so that nobody claims it from a copy
    /// that lives and is only slow.
    pub(super) fn new(connection: Connection, stream: &str, name: &str, every: Duration) -> Self {
        let (stream, name) = (stream.to_owned(), name.to_owned());
        let acks = Self { stream, name, held: Arc::default(), connection: Arc::new(connection.into()) };
        let reminder = acks.clone();
        tokio::spawn(async move {
            loop {
                sleep(every).await;
                reminder.remind().await;
            }
        });
        acks
    }

    /// Holds these messages, and returns those that weren't held already.
    pub(super) fn hold(&self, mut messages: Vec<Incoming>) -> Vec<Incoming> {
        let mut held = self.held();
        messages.retain(|message| held.insert(message.id.clone()));
        messages
    }

    /// Tells the server that these are done. While it is away it is waited for.
    pub(in super::super) async fn acknowledge(&self, ids: &[String]) {
        let mut connection = self.connection.lock().await;
        connection.insist(Pipeline::new().xack(&self.stream, GROUP, ids)).await;
        self.held().retain(|id| !ids.contains(id));
    }

    /// Leaves the group when nothing is held, so that it doesn't remember for ever who was there once. A copy that leaves
    /// takes what the server believes it to hold along, so that is looked at first.
    pub(in super::super) async fn leave(&self) {
        let Self { stream, name, .. } = self;
        let mut connection = self.connection.lock().await;
        let pending = Pipeline::new().xpending_consumer_count(stream, GROUP, "-", "+", 1, name).to_owned();
        if matches!(connection.ask(&pending).await, Ok((Value::Array(entries),)) if entries.is_empty()) {
            // A copy that can't leave stays on a list, and that is all.
            let _ = connection.ask::<()>(Pipeline::new().xgroup_delconsumer(stream, GROUP, name)).await;
        }
    }

    /// Claims once more what is held: it counts as untouched for so long only since then.
    async fn remind(&self) {
        let mut connection = self.connection.lock().await;
        // Only now, so that nothing is claimed that was acknowledged meanwhile.
        let held: Vec<_> = self.held().iter().cloned().collect();
        if !held.is_empty() {
            let options = StreamClaimOptions::default().with_justid();
            let mut claim = Pipeline::new();
            claim.xclaim_options(&self.stream, GROUP, &self.name, 0, &held, options);
            // A server that is away is waited for elsewhere.
            let _ = connection.ask::<()>(&claim).await;
        }
    }

    fn held(&self) -> MutexGuard<'_, HashSet<String>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
