//! Does many small jobs, a few at a time.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use anyhow::Result;

use super::cancel::CancellationToken;

/// What happens to a job, by its number.
pub enum JobEvent<T> {
    /// It has been begun.
    Started(usize),
    /// It is done, with this result.
    Finished(usize, T),
}

/// How many jobs are done at a time, unless something speaks against it.
pub fn workers() -> usize {
    // The programs mostly wait; more of them than cores makes use of that.
    let cores = thread::available_parallelism().map_or(2, NonZero::get);
    (2 * cores).max(4)
}

/// Does the jobs `0..jobs`, begun in that order, so many at a time. `happened` is called on this thread.
///
/// # Errors
/// When `happened` fails; the rest is cancelled then.
pub fn work<T: Send>(
    workers: usize,
    jobs: usize,
    job: impl Fn(usize) -> T + Sync,
    cancel: &CancellationToken,
    mut happened: impl FnMut(JobEvent<T>) -> Result<()>,
) -> Result<()> {
    let next = AtomicUsize::new(0);
    let (sender, events) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..workers.min(jobs) {
            let (sender, next, job) = (sender.clone(), &next, &job);
            scope.spawn(move || {
                while !cancel.is_cancelled() {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= jobs {
                        break;
                    }
                    // Both arrive: `events` lives until every worker is done.
                    let _ = sender.send(JobEvent::Started(number));
                    let _ = sender.send(JobEvent::Finished(number, job(number)));
                }
            });
        }
        drop(sender);
        let mut result = Ok(());
        for event in &events {
            if result.is_ok() {
                result = happened(event);
            }
            if result.is_err() {
                cancel.cancel();
            }
        }
        result
    })
}
