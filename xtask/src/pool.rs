//! Does many small jobs a few at a time, and tells of each as it starts and as it is done.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use anyhow::Result;

use crate::run::Stop;

/// What happens to a job, by its number.
pub enum News<T> {
    /// It has been begun.
    Started(usize),
    /// It has come to this.
    Done(usize, T),
}

/// Does the jobs `0..jobs`, begun in that order, and tells what happens on the calling thread.
///
/// If that fails the rest is stopped: nobody would hear of it.
pub fn work<T: Send>(
    jobs: usize,
    job: impl Fn(usize) -> T + Sync,
    stop: &Stop,
    tell: impl FnMut(News<T>) -> Result<()>,
) -> Result<()> {
    work_with(workers(), jobs, job, stop, tell)
}

/// How many jobs are done at a time.
pub fn workers() -> usize {
    // The programs mostly wait; more of them than cores makes use of that.
    let cores = thread::available_parallelism().map_or(2, NonZero::get);
    (2 * cores).max(4)
}

/// Does the jobs so many at a time.
pub fn work_with<T: Send>(
    workers: usize,
    jobs: usize,
    job: impl Fn(usize) -> T + Sync,
    stop: &Stop,
    mut tell: impl FnMut(News<T>) -> Result<()>,
) -> Result<()> {
    let workers = workers.min(jobs);
    let next = AtomicUsize::new(0);
    let (to_here, news) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..workers {
            let (to_here, next, job) = (to_here.clone(), &next, &job);
            scope.spawn(move || {
                while !stop.is_set() {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= jobs {
                        break;
                    }
                    // Both reach us: `news` lives until every worker is done.
                    let _ = to_here.send(News::Started(number));
                    let _ = to_here.send(News::Done(number, job(number)));
                }
            });
        }
        drop(to_here);
        let mut result = Ok(());
        for happened in &news {
            if result.is_ok() {
                result = tell(happened);
            }
            if result.is_err() {
                stop.set();
            }
        }
        result
    })
}
