//! One run: clients send, threads receive, and the clock stops when the last is done.

use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result};
use tokio::runtime::Runtime;

use super::CLIENTS;
use super::load::Load;
use super::total::Total;
use crate::bench::measure::channels::Sender;

/// Has `messages` sent over the bridge that `start` builds, and says how many seconds each of them took.
///
/// # Errors
/// When a message is lost.
pub(super) fn run<L: Load, S: Sender<L::Work> + Clone>(
    runtime: &Runtime,
    messages: usize,
    start: impl FnOnce(&Arc<Total>) -> Result<S>,
) -> Result<Vec<f64>> {
    let (total, finished) = Total::new();
    let bridge = start(&total)?;
    let started = Instant::now();
    for client in 0..CLIENTS {
        let numbers = client * messages / CLIENTS..(client + 1) * messages / CLIENTS;
        runtime.spawn(L::client(numbers, bridge.clone(), Arc::clone(&total)));
    }
    // Those who work hold them now.
    drop((bridge, total));
    let finished = finished.recv().context("nobody said what was done")?;
    finished.tally.check(messages)?;
    Ok(vec![finished.at.duration_since(started).as_secs_f64() / messages as f64])
}
