//! Our own threads, which receive from a channel.

use std::sync::{Arc, Barrier};

use anyhow::Result;

use super::THREADS;
use super::load::Work;
use super::total::Total;
use crate::bench::measure::channels::{Receiver, Sender};
use crate::bench::measure::side::spawn;

/// Starts the threads; what is sent is what they do.
///
/// # Errors
/// When they can't be started.
pub(super) fn serve<W, S, R>((sender, receiver): (S, R), total: &Arc<Total>) -> Result<S>
where
    W: Work,
    S: Sender<W>,
    R: Receiver<W> + Clone,
{
    let ready = Arc::new(Barrier::new(THREADS + 1));
    for _ in 0..THREADS {
        spawn(worker(receiver.clone(), Arc::clone(&ready), Arc::clone(total)))?;
    }
    ready.wait();
    Ok(sender)
}

async fn worker<W: Work>(mut receiver: impl Receiver<W>, ready: Arc<Barrier>, total: Arc<Total>) {
    ready.wait();
    while let Some(work) = receiver.receive().await {
        // Not summed up here first: a job of a pool can't do that either, and all are to do the same.
        total.add(work.process());
    }
}
