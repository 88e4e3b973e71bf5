//! Which messages are in our hands, and the word to the server that they still are, or are done.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use redis::{ConnectionInfo, Pipeline, RedisResult, Value};
use tokio::time::sleep;

use super::PAUSE;
use super::link::{Consumer, Link};
use super::outage::{Outage, Sight};
use crate::factors::streams::input::Incoming;

/// What is held, and a connection on which to speak of it.
#[derive(Clone)]
pub(in super::super) struct Receipts {
    consumer: Consumer,
    held: Arc<Mutex<HashSet<String>>>,
    server: Arc<tokio::sync::Mutex<(Link, Sight)>>,
}

impl Receipts {
    /// Nothing is held at first. What is, the server is reminded of `every` so often, so that nobody takes it over from
    /// a copy that lives and is only slow.
    pub(super) fn new(
        info: &ConnectionInfo,
        consumer: &Consumer,
        every: Duration,
        outage: &Outage,
    ) -> RedisResult<Self> {
        let server = (Link::new(info, Some(consumer))?, outage.sight(&info.addr));
        let server = Arc::new(tokio::sync::Mutex::new(server));
        let receipts = Self { consumer: consumer.clone(), held: Arc::default(), server };
        let reminder = receipts.clone();
        tokio::spawn(async move {
            loop {
                sleep(every).await;
                reminder.remind().await;
            }
        });
        Ok(receipts)
    }

    /// Takes these into our hands, but for those that are there already.
    pub(super) fn hold(&self, mut messages: Vec<Incoming>) -> Vec<Incoming> {
        let mut held = self.held();
        messages.retain(|message| held.insert(message.id.clone()));
        messages
    }

    /// Tells the server that these are done. While it is away it is waited for.
    pub(in super::super) async fn acknowledge(&self, ids: &[String]) {
        let Consumer { stream, group, .. } = &self.consumer;
        let command = redis::pipe().cmd("XACK").arg(stream).arg(group).arg(ids).to_owned();
        let (link, sight) = &mut *self.server.lock().await;
        while let Err(error) = link.ask_again(&command).await {
            sight.away(error);
            sleep(PAUSE).await;
        }
        sight.back();
        let mut held = self.held();
        for id in ids {
            held.remove(id);
        }
    }

    /// Leaves the group when nothing is held, so that it doesn't remember for ever who was there once. Whoever leaves it
    /// takes what the server believes it to hold along, so that is looked at first.
    pub(in super::super) async fn leave(&self) {
        let Consumer { stream, group, name } = &self.consumer;
        let pending = redis::pipe().cmd("XPENDING").arg(&[stream, *group, "-", "+", "1", name]).to_owned();
        let leave = redis::pipe().cmd("XGROUP").arg(&["DELCONSUMER", stream, *group, name]).to_owned();
        let (link, _) = &mut *self.server.lock().await;
        if matches!(link.ask_again(&pending).await, Ok(Value::Bulk(entries)) if entries.is_empty()) {
            // Who can't leave stays on a list, and that is all.
            let _ = link.ask(&leave).await;
        }
    }

    /// Claims once more what is held: it counts as untouched for so long only since then.
    async fn remind(&self) {
        let (link, _) = &mut *self.server.lock().await;
        // Only now, so that nothing is claimed that was acknowledged meanwhile.
        let Some(command) = self.reminder() else { return };
        // A server that is away is somebody else's worry.
        let _ = link.ask_again(&command).await;
    }

    /// None when nothing is held.
    fn reminder(&self) -> Option<Pipeline> {
        let held = self.held();
        let Consumer { stream, group, name } = &self.consumer;
        let mut command = redis::pipe();
        command.cmd("XCLAIM").arg(stream).arg(group).arg(name).arg(0);
        for id in held.iter() {
            command.arg(id);
        }
        command.arg("JUSTID");
        (!held.is_empty()).then_some(command)
    }

    fn held(&self) -> MutexGuard<'_, HashSet<String>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
