//! The ways to get matrices inverted.

use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;
use rayon::iter::{IntoParallelRefMutIterator, ParallelIterator};
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::GRAINS;
use super::matrix::{Matrix, invert};

/// What [`Way::PlainLoop`] is called in the table.
pub const PLAIN_LOOP: &str = "a plain loop";
/// What [`Way::Split`] is called.
pub const SPLIT: &str = "split without a channel";
/// What [`Way::Rayon`] is called.
pub const RAYON: &str = "rayon";

/// What messages of so many matrices are called.
pub fn channel_name(grain: usize) -> String {
    format!("channel, {grain} a message")
}

/// A way to invert many matrices.
pub enum Way {
    /// One after the other.
    PlainLoop,
    /// An equal part for each of so many threads, without a channel.
    Split(usize),
    /// rayon, with a pool that is there already.
    Rayon(ThreadPool),
    /// As multi-thread-matrix does it: messages of so many matrices, dealt to so many threads in turn.
    Channel { threads: usize, grain: usize },
}

impl Way {
    /// All of them, in the order of the table; the first is what the others are compared with. A message can't hold
    /// more than there is.
    ///
    /// # Errors
    ///
    /// When the threads of rayon can't be started.
    pub fn all(threads: usize, matrices: usize) -> Result<Vec<Way>> {
        let pool = ThreadPoolBuilder::new().num_threads(threads).build()?;
        let grains = GRAINS.into_iter().filter(|&grain| grain <= matrices);
        let mut all = vec![Way::PlainLoop, Way::Split(threads), Way::Rayon(pool)];
        all.extend(grains.map(|grain| Way::Channel { threads, grain }));
        Ok(all)
    }

    /// What it is called in the table.
    pub fn name(&self) -> String {
        match self {
            Way::PlainLoop => PLAIN_LOOP.to_owned(),
            Way::Split(_) => SPLIT.to_owned(),
            Way::Rayon(_) => RAYON.to_owned(),
            Way::Channel { grain, .. } => channel_name(*grain),
        }
    }

    /// Whether a demo does it so.
    pub fn is_ours(&self) -> bool {
        matches!(self, Way::Channel { .. })
    }

    /// Inverts all of them; how long it took, and the inverses. That doesn't count the making of the matrices, nor
    /// that of the messages.
    pub fn invert<const N: usize>(
        &self,
        matrices: impl Iterator<Item = Matrix<N>>,
    ) -> (Duration, Vec<Vec<Matrix<N>>>) {
        match self {
            Way::PlainLoop => in_place(matrices, |all| all.iter_mut().for_each(invert)),
            Way::Split(threads) => in_place(matrices, |all| split(all, *threads, invert)),
            Way::Rayon(pool) => {
                in_place(matrices, |all| pool.install(|| all.par_iter_mut().for_each(invert)))
            }
            Way::Channel { threads, grain } => {
                let messages = messages(matrices, *grain);
                let begun = Instant::now();
                let inverted =
                    over_channels(messages, *threads, |message| message.iter_mut().for_each(invert));
                (begun.elapsed(), inverted)
            }
        }
    }
}

fn in_place<const N: usize>(
    matrices: impl Iterator<Item = Matrix<N>>,
    invert_all: impl FnOnce(&mut [Matrix<N>]),
) -> (Duration, Vec<Vec<Matrix<N>>>) {
    let mut matrices: Vec<Matrix<N>> = matrices.collect();
    let begun = Instant::now();
    invert_all(&mut matrices);
    (begun.elapsed(), vec![matrices])
}

fn messages<const N: usize>(
    mut matrices: impl Iterator<Item = Matrix<N>>,
    grain: usize,
) -> Vec<Vec<Matrix<N>>> {
    let mut messages = Vec::new();
    loop {
        let mut message = Vec::with_capacity(grain);
        message.extend(matrices.by_ref().take(grain));
        if message.is_empty() {
            return messages;
        }
        messages.push(message);
    }
}

/// Has an equal part of them worked on by each of so many threads.
pub fn split<T: Send>(all: &mut [T], threads: usize, work: impl Fn(&mut T) + Sync) {
    let work = &work;
    thread::scope(|scope| {
        for part in all.chunks_mut(all.len().div_ceil(threads)) {
            scope.spawn(move || part.iter_mut().for_each(work));
        }
    });
}

/// Has them worked on by so many threads, which get them in turn; they come back as they are ready.
pub fn over_channels<T: Send>(tasks: Vec<T>, threads: usize, work: impl Fn(&mut T) + Sync) -> Vec<T> {
    let work = &work;
    thread::scope(|scope| {
        let (result, collector) = channel();
        let mut senders = Vec::new();
        for _ in 0..threads {
            let (sender, receiver) = channel::<T>();
            senders.push(sender);
            let result = result.clone();
            scope.spawn(move || {
                for mut task in receiver {
                    work(&mut task);
                    if result.send(task).is_err() {
                        return;
                    }
                }
            });
        }
        drop(result);

        for (i, task) in tasks.into_iter().enumerate() {
            let _ = senders[i % threads].send(task);
        }
        drop(senders);
        collector.into_iter().collect()
    })
}
