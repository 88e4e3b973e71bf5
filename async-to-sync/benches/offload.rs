//! What does it cost to pass work from async code to threads?
//!
//! ```sh
//! cargo bench -p async-to-sync --features bench
//! ```
//!
//! Four tasks send numbers, one by one or in batches; four threads add them up. So nearly all that is
//! measured is the way from the one to the other. The time is that of [`NUMBERS`]: 1 ms is 10 ns for each.

#![expect(clippy::disallowed_methods, reason = "the threads may block")]

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;

use crossbeam_channel::TrySendError;
use divan::Bencher;
use divan::counter::ItemsCount;
use rayon::{ThreadPool, ThreadPoolBuilder};
use tokio::runtime;
use tokio::task::{block_in_place, spawn_blocking};

/// How many numbers a run sends. A debug build only shows that the benches work.
const NUMBERS: usize = if cfg!(debug_assertions) { 1_000 } else { 100_000 };
/// How many tasks send.
const CLIENTS: usize = 4;
/// How many threads receive, as in async-to-sync.
const THREADS: usize = 4;
/// How many numbers are a message, where they aren't sent one by one.
const BATCH: usize = 64;
/// How many threads tokio starts for `spawn_blocking` unless told otherwise.
const DEFAULT: usize = 512;

fn main() {
    divan::main();
}

#[divan::bench_group(sample_count = 20, sample_size = 1, max_time = 10)]
mod one_by_one {
    use super::*;

    #[divan::bench(types = [Flume, AsyncChannel, Crossbeam, Kanal, TokioMutex], args = [64, 1024])]
    fn channel<W: Way>(bencher: Bencher, capacity: usize) {
        bench::<W, usize>(bencher, capacity);
    }

    #[divan::bench(types = [SpawnBlocking<DEFAULT>, SpawnBlocking<THREADS>, Rayon])]
    fn pool<W: Way>(bencher: Bencher) {
        bench::<W, usize>(bencher, 0);
    }
}

#[divan::bench_group(sample_count = 20, sample_size = 1, max_time = 10)]
mod batches_of_64 {
    use super::*;

    #[divan::bench(types = [Flume, AsyncChannel, Crossbeam, Kanal, TokioMutex], args = [64, 1024])]
    fn channel<W: Way>(bencher: Bencher, capacity: usize) {
        bench::<W, Vec<usize>>(bencher, capacity);
    }

    #[divan::bench(types = [SpawnBlocking<DEFAULT>, SpawnBlocking<THREADS>, Rayon])]
    fn pool<W: Way>(bencher: Bencher) {
        bench::<W, Vec<usize>>(bencher, 0);
    }
}

/// Measures a run, from the first number sent until all are added up.
fn bench<W: Way, M: Message>(bencher: Bencher, capacity: usize) {
    let runtime = runtime::Builder::new_multi_thread().max_blocking_threads(W::BLOCKING_THREADS).build();
    let runtime = runtime.expect("a runtime");
    bencher
        .counter(ItemsCount::new(NUMBERS))
        .with_inputs(|| {
            let (total, sum) = Total::new();
            (W::start::<M>(capacity, total), sum)
        })
        .bench_local_values(|(sender, sum)| {
            for client in 0..CLIENTS {
                let numbers = client * NUMBERS / CLIENTS..(client + 1) * NUMBERS / CLIENTS;
                let sender = sender.clone();
                runtime.spawn(async move {
                    for message in M::from_numbers(numbers) {
                        sender.send(message).await;
                    }
                });
            }
            drop(sender);
            assert_eq!(sum.recv(), Ok(NUMBERS * (NUMBERS - 1) / 2), "each number once");
        });
}

/// What is sent.
trait Message: Send + 'static {
    fn from_numbers(numbers: Range<usize>) -> impl Iterator<Item = Self> + Send;
    fn sum(self) -> usize;
}

impl Message for usize {
    fn from_numbers(numbers: Range<usize>) -> impl Iterator<Item = Self> + Send {
        numbers
    }

    fn sum(self) -> usize {
        self
    }
}

impl Message for Vec<usize> {
    fn from_numbers(Range { start, end }: Range<usize>) -> impl Iterator<Item = Self> + Send {
        (start..end).step_by(BATCH).map(move |first| (first..end.min(first + BATCH)).collect())
    }

    fn sum(self) -> usize {
        self.into_iter().sum()
    }
}

/// Adds up what arrives, and reports the sum when the last of its owners is gone.
struct Total {
    sum: AtomicUsize,
    finished: mpsc::Sender<usize>,
}

impl Total {
    fn new() -> (Arc<Self>, mpsc::Receiver<usize>) {
        let (finished, sum) = mpsc::channel();
        (Arc::new(Self { sum: AtomicUsize::new(0), finished }), sum)
    }

    fn add(&self, number: usize) {
        self.sum.fetch_add(number, Ordering::Relaxed);
    }
}

impl Drop for Total {
    fn drop(&mut self) {
        let _ = self.finished.send(*self.sum.get_mut());
    }
}

/// A way from async code to threads.
trait Way {
    /// How many threads `spawn_blocking` may start.
    const BLOCKING_THREADS: usize = DEFAULT;

    /// Starts the threads, if they don't run already.
    fn start<M: Message>(capacity: usize, total: Arc<Total>) -> impl Sender<M>;
}

/// The async end of it.
trait Sender<M>: Clone + Send + 'static {
    fn send(&self, message: M) -> impl Future<Output = ()> + Send;
}

/// Starts threads that receive until the channel closes.
fn start_threads<M: Message, R>(receiver: R, total: Arc<Total>, receive: fn(&R) -> Option<M>)
where
    R: Clone + Send + 'static,
{
    for _ in 0..THREADS {
        let (receiver, total) = (receiver.clone(), total.clone());
        thread::spawn(move || {
            let mut sum = 0;
            while let Some(message) = receive(&receiver) {
                sum += message.sum();
            }
            total.add(sum);
        });
    }
}

/// As in async-to-sync.
struct Flume;

impl Way for Flume {
    fn start<M: Message>(capacity: usize, total: Arc<Total>) -> impl Sender<M> {
        let (sender, receiver) = flume::bounded(capacity);
        start_threads(receiver, total, |receiver| receiver.recv().ok());
        sender
    }
}

impl<M: Message> Sender<M> for flume::Sender<M> {
    async fn send(&self, message: M) {
        self.send_async(message).await.expect("a thread that receives");
    }
}

struct AsyncChannel;

impl Way for AsyncChannel {
    fn start<M: Message>(capacity: usize, total: Arc<Total>) -> impl Sender<M> {
        let (sender, receiver) = async_channel::bounded(capacity);
        start_threads(receiver, total, |receiver| receiver.recv_blocking().ok());
        sender
    }
}

impl<M: Message> Sender<M> for async_channel::Sender<M> {
    async fn send(&self, message: M) {
        self.send(message).await.expect("a thread that receives");
    }
}

/// It has no async ends: where the channel is full, `block_in_place` hands this thread's other tasks to another one.
struct Crossbeam;

impl Way for Crossbeam {
    fn start<M: Message>(capacity: usize, total: Arc<Total>) -> impl Sender<M> {
        let (sender, receiver) = crossbeam_channel::bounded(capacity);
        start_threads(receiver, total, |receiver| receiver.recv().ok());
        sender
    }
}

impl<M: Message> Sender<M> for crossbeam_channel::Sender<M> {
    async fn send(&self, message: M) {
        if let Err(TrySendError::Full(message)) = self.try_send(message) {
            block_in_place(|| self.send(message)).expect("a thread that receives");
        }
    }
}

struct Kanal;

impl Way for Kanal {
    fn start<M: Message>(capacity: usize, total: Arc<Total>) -> impl Sender<M> {
        let (sender, receiver) = kanal::bounded_async(capacity);
        start_threads(receiver.to_sync(), total, |receiver| receiver.recv().ok());
        sender
    }
}

impl<M: Message> Sender<M> for kanal::AsyncSender<M> {
    async fn send(&self, message: M) {
        self.send(message).await.expect("a thread that receives");
    }
}

/// There is one receiver, so the threads share it: the one that waits holds the lock.
struct TokioMutex;

impl Way for TokioMutex {
    fn start<M: Message>(capacity: usize, total: Arc<Total>) -> impl Sender<M> {
        let (sender, receiver) = tokio::sync::mpsc::channel(capacity);
        let receiver = Arc::new(Mutex::new(receiver));
        start_threads(receiver, total, |receiver| receiver.lock().expect("a lock").blocking_recv());
        sender
    }
}

impl<M: Message> Sender<M> for tokio::sync::mpsc::Sender<M> {
    async fn send(&self, message: M) {
        self.send(message).await.expect("a thread that receives");
    }
}

/// A job for each message, on at most `N` threads. Nothing bounds how many jobs wait.
#[derive(Clone)]
struct SpawnBlocking<const N: usize>(Arc<Total>);

impl<const N: usize> Way for SpawnBlocking<N> {
    const BLOCKING_THREADS: usize = N;

    fn start<M: Message>(_capacity: usize, total: Arc<Total>) -> impl Sender<M> {
        Self(total)
    }
}

impl<M: Message, const N: usize> Sender<M> for SpawnBlocking<N> {
    async fn send(&self, message: M) {
        let total = self.0.clone();
        spawn_blocking(move || total.add(message.sum()));
    }
}

/// The same on a pool of rayon's.
#[derive(Clone)]
struct Rayon {
    pool: Arc<ThreadPool>,
    total: Arc<Total>,
}

impl Way for Rayon {
    fn start<M: Message>(_capacity: usize, total: Arc<Total>) -> impl Sender<M> {
        let pool = ThreadPoolBuilder::new().num_threads(THREADS).build().expect("a pool");
        Self { pool: Arc::new(pool), total }
    }
}

impl<M: Message> Sender<M> for Rayon {
    async fn send(&self, message: M) {
        let total = self.total.clone();
        self.pool.spawn(move || total.add(message.sum()));
    }
}
