//! The channels that threads of our own receive from, and the pools that bring their own.

use std::marker::PhantomData;
use std::sync::Arc;

use anyhow::{Context, Result};
use rayon::{ThreadPool, ThreadPoolBuilder};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc;

use super::load::Load;
use super::pools::{Rayon, SpawnBlocking};
use super::run::run;
use super::threads::serve;
use super::{SPAWN_BLOCKING, THREADS};
use crate::bench::measure::channels::{
    Blocking, Capacity, Receiver, Sender, Shared, async_channel, crossbeam, flume, kanal,
};
use crate::bench::measure::group::Contestant;
use crate::bench::measure::side;

/// What is there before the clock starts.
pub(super) struct Setup {
    runtime: Arc<Runtime>,
    /// The same, save that its `spawn_blocking` has no more threads than the others.
    few_threads: Arc<Runtime>,
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
        let few_threads = Builder::new_multi_thread().max_blocking_threads(THREADS).build();
        let few_threads = few_threads.context("the runtime can't be started")?;
        let (runtime, few_threads) = (Arc::new(side::runtime()?), Arc::new(few_threads));
        Ok(Self { runtime, few_threads, pool: Arc::new(pool), fewer })
    }
}

/// The demo's own channel.
pub(super) fn ours<L: Load>(setup: &Setup, capacity: Capacity) -> Contestant {
    let entry = Entry::<L>::new(setup, "flume", capacity);
    Contestant { ours: true, ..entry.over(move || blocking(flume::channel(capacity))) }
}

/// The channels that come in this capacity. The first is [`ours`].
pub(super) fn channels<L: Load>(setup: &Setup, capacity: Capacity) -> Vec<Contestant> {
    let named = |name| Entry::<L>::new(setup, name, capacity);
    let mut contestants = vec![ours::<L>(setup, capacity)];
    // tokio and async-channel know no handing over in person.
    let tokio = named("tokio behind a Mutex");
    match capacity {
        Capacity::Bounded(0) => {}
        Capacity::Bounded(n) => contestants.push(tokio.over(move || shared(mpsc::channel(n)))),
        Capacity::Unbounded => contestants.push(tokio.over(|| shared(mpsc::unbounded_channel()))),
    }
    let crossbeam = named(crossbeam::name_in_async(capacity));
    contestants.push(crossbeam.over(move || blocking(crossbeam::channel(capacity))));
    if capacity != Capacity::Bounded(0) {
        let make = move || blocking(async_channel::channel(capacity));
        contestants.push(named("async-channel").over(make));
    }
    contestants.push(named("kanal").over(move || blocking(kanal::channel(capacity))));
    contestants
}

/// Pools whose threads are given a message as a job.
pub(super) fn pools<L: Load>(setup: &Setup) -> Vec<Contestant> {
    let blocking = |name: &str, runtime: &Arc<Runtime>, messages: usize| {
        let (runtime, messages) = (Arc::clone(runtime), messages / setup.fewer);
        let run = move |_round| run::<L, _>(&runtime, messages, |total| Ok(SpawnBlocking::new(total)));
        Contestant { name: name.to_owned(), ours: false, run: Box::new(run) }
    };
    let (runtime, messages) = (Arc::clone(&setup.runtime), L::MESSAGES.with_room / setup.fewer);
    let pool = Arc::clone(&setup.pool);
    let rayon = move |_round| run::<L, _>(&runtime, messages, |total| Ok(Rayon::new(&pool, total)));
    vec![
        blocking(SPAWN_BLOCKING, &setup.runtime, L::MESSAGES.spawn_blocking),
        blocking(&format!("{SPAWN_BLOCKING}, {THREADS} threads"), &setup.few_threads, L::MESSAGES.with_room),
        Contestant { name: "rayon::spawn".to_owned(), ours: false, run: Box::new(rayon) },
    ]
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
