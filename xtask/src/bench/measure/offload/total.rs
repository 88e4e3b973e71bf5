//! What was done: counted message by message, and reported by the last who is done.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Instant;

use anyhow::{Result, ensure};

/// How many messages, and the sum of their numbers: if one is lost, or comes twice, they don't fit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    count: usize,
    sum: usize,
}

impl Tally {
    /// Counts the message of this number.
    pub(super) fn add(&mut self, number: usize) {
        self.count += 1;
        self.sum += number;
    }

    /// Counts what was counted elsewhere.
    pub(super) fn merge(&mut self, other: Tally) {
        self.count += other.count;
        self.sum += other.sum;
    }

    /// Whether it is the messages `0..messages`, each once.
    ///
    /// # Errors
    /// When it isn't.
    pub(super) fn check(self, messages: usize) -> Result<()> {
        let Tally { count, sum } = self;
        ensure!(count == messages, "{count} of {messages} messages arrived");
        ensure!(
            sum == (0..messages).sum::<usize>(),
            "of {messages} messages some came twice and others not at all"
        );
        Ok(())
    }
}

/// What everybody counted together. Whoever still works holds it; when the last one lets go of it, it is reported.
pub(super) struct Total {
    count: AtomicUsize,
    sum: AtomicUsize,
    report: Sender<Finished>,
}

/// All is done.
pub(super) struct Finished {
    /// What was done.
    pub(super) tally: Tally,
    /// When.
    pub(super) at: Instant,
}

impl Total {
    /// Nothing so far; and where it is reported.
    pub(super) fn new() -> (Arc<Self>, Receiver<Finished>) {
        let (report, finished) = channel();
        (Arc::new(Self { count: AtomicUsize::default(), sum: AtomicUsize::default(), report }), finished)
    }

    /// Adds what one has counted.
    pub(super) fn add(&self, Tally { count, sum }: Tally) {
        // Nothing is read before everybody has let go, which orders it all.
        self.count.fetch_add(count, Ordering::Relaxed);
        self.sum.fetch_add(sum, Ordering::Relaxed);
    }
}

impl Drop for Total {
    fn drop(&mut self) {
        let tally = Tally { count: *self.count.get_mut(), sum: *self.sum.get_mut() };
        // It is waited for, unless the run was given up.
        let _ = self.report.send(Finished { tally, at: Instant::now() });
    }
}
