//! Threads that others keep: a message is a job for them.

use std::sync::Arc;

use rayon::ThreadPool;

use super::load::Work;
use super::total::Total;
use crate::bench::measure::channels::Sender;

/// tokio's threads for what blocks.
#[derive(Clone)]
pub(super) struct SpawnBlocking(Arc<Total>);

impl SpawnBlocking {
    /// What is done is added to `total`.
    pub(super) fn new(total: &Arc<Total>) -> Self {
        Self(Arc::clone(total))
    }
}

impl<W: Work> Sender<W> for SpawnBlocking {
    async fn send(&mut self, work: W) -> bool {
        let total = Arc::clone(&self.0);
        tokio::task::spawn_blocking(move || total.add(work.process()));
        true
    }
}

/// rayon's threads.
#[derive(Clone)]
pub(super) struct Rayon {
    pool: Arc<ThreadPool>,
    total: Arc<Total>,
}

impl Rayon {
    /// What is done is added to `total`.
    pub(super) fn new(pool: &Arc<ThreadPool>, total: &Arc<Total>) -> Self {
        Self { pool: Arc::clone(pool), total: Arc::clone(total) }
    }
}

impl<W: Work> Sender<W> for Rayon {
    async fn send(&mut self, work: W) -> bool {
        let total = Arc::clone(&self.total);
        self.pool.spawn(move || total.add(work.process()));
        true
    }
}
