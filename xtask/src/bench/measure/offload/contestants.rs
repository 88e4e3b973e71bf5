//! The channels that threads of our own receive from, and the pools that bring their own.

use std::marker::PhantomData;
use std::sync::Arc;

use anyhow::{Context, Result};
use rayon::{ThreadPool, ThreadPoolBuilder};
use tokio::runtime::Runtime;
use tokio::sync::mpsc;

use super::THREADS;
use super::load::Load;
use super::pools::{Rayon, SpawnBlocking};
use super::run::run;
use super::threads::serve;
use crate::bench::measure::channels::{Blocking, Capacity, Receiver, Sender, Shared};
use crate::bench::measure::group::Contestant;
use crate::bench::measure::side;

/// What is there before the clock starts.
pub(super) struct Setup {
    runtime: Arc<Runtime>,
    pool: Arc<ThreadPool>,
    fewer: usize,
}

impl Setup {
    /// For so many times fewer messages.
    ///
    /// # Errors
    /// When no more threads can be started.
    pub(super) fn new(fewer: usize) -> Result<Self> {
        let pool = ThreadPoolBuilder::new().num_threads(THREADS).build().context("rayon can't be started")?;
        Ok(Self { runtime: Arc::new(side::runtime()?), pool: Arc::new(pool), fewer })
    }
}

/// The demo's own channel.
pub(super) fn ours<L: Load>(setup: &Setup, capacity: Capacity) -> Contestant {
    let entry = Entry::<L>::new(setup, "flume", capacity);
    let contestant = match capacity {
        Capacity::Bounded(n) => entry.over(move || blocking(flume::bounded(n))),
        Capacity::Unbounded => entry.over(|| blocking(flume::unbounded())),
    };
    Contestant { ours: true, ..contestant }
}

/// The channels that come in this capacity. The first is [`ours`].
pub(super) fn channels<L: Load>(setup: &Setup, capacity: Capacity) -> Vec<Contestant> {
    let named = |name| Entry::<L>::new(setup, name, capacity);
    let mut contestants = vec![ours::<L>(setup, capacity)];
    contestants.extend(match capacity {
        // tokio and async-channel know no handing over in person.
        Capacity::Bounded(0) => vec![
            named("crossbeam-channel").over(|| blocking(crossbeam_channel::bounded(0))),
            named("kanal").over(|| blocking(kanal::bounded_async(0))),
        ],
        Capacity::Bounded(n) => vec![
            named("tokio behind a Mutex").over(move || shared(mpsc::channel(n))),
            named("crossbeam-channel").over(move || blocking(crossbeam_channel::bounded(n))),
            named("async-channel").over(move || blocking(async_channel::bounded(n))),
            named("kanal").over(move || blocking(kanal::bounded_async(n))),
        ],
        Capacity::Unbounded => vec![
            named("tokio behind a Mutex").over(|| shared(mpsc::unbounded_channel())),
            named("crossbeam-channel").over(|| blocking(crossbeam_channel::unbounded())),
            named("async-channel").over(|| blocking(async_channel::unbounded())),
            named("kanal").over(|| blocking(kanal::unbounded_async())),
        ],
    });
    contestants
}

/// Pools whose threads are given a message as a job.
pub(super) fn pools<L: Load>(setup: &Setup) -> Vec<Contestant> {
    let contestant = |name: &str, run| Contestant { name: name.to_owned(), ours: false, run };
    let (runtime, messages) = (Arc::clone(&setup.runtime), L::MESSAGES.spawn_blocking / setup.fewer);
    let blocking = move |_round| run::<L, _>(&runtime, messages, |total| Ok(SpawnBlocking::new(total)));
    let (runtime, messages) = (Arc::clone(&setup.runtime), L::MESSAGES.with_room / setup.fewer);
    let pool = Arc::clone(&setup.pool);
    let rayon = move |_round| run::<L, _>(&runtime, messages, |total| Ok(Rayon::new(&pool, total)));
    vec![contestant("spawn_blocking", Box::new(blocking)), contestant("rayon::spawn", Box::new(rayon))]
}

fn blocking<S, R>((sender, receiver): (S, R)) -> (S, Blocking<R>) {
    (sender, Blocking(receiver))
}

fn shared<S, R>((sender, receiver): (S, R)) -> (S, Shared<R>) {
    (sender, Shared::new(receiver))
}

/// A contestant to be.
struct Entry<L> {
    runtime: Arc<Runtime>,
    name: &'static str,
    messages: usize,
    load: PhantomData<L>,
}

impl<L: Load> Entry<L> {
    fn new(setup: &Setup, name: &'static str, capacity: Capacity) -> Self {
        let messages = match capacity {
            Capacity::Bounded(0 | 1) => L::MESSAGES.with_no_room,
            _ => L::MESSAGES.with_room,
        };
        let runtime = Arc::clone(&setup.runtime);
        Self { runtime, name, messages: messages / setup.fewer, load: PhantomData }
    }

    /// Over the channel that `make` makes.
    fn over<S, R>(self, make: impl Fn() -> (S, R) + 'static) -> Contestant
    where
        S: Sender<L::Work> + Clone,
        R: Receiver<L::Work> + Clone,
    {
        let Self { runtime, name, messages, .. } = self;
        let run = move |_round| run::<L, _>(&runtime, messages, |total| serve(make(), total));
        Contestant { name: name.to_owned(), ours: false, run: Box::new(run) }
    }
}
