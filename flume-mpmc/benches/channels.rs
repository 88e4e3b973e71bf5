//! What does a message cost, between threads and tasks and with which channel?
//!
//! ```sh
//! cargo bench -p flume-mpmc --features bench
//! ```
//!
//! `stream`: one end sends as many messages as go through. The time is that of [`messages`]: 1 ms is 10 ns a
//! message, or 1 us with a capacity of 1. `one_message`: each waits for the answer to the one before. 1 ms is
//! 1 us there and back.

#![expect(clippy::disallowed_methods, reason = "the threads may block")]

use std::sync::mpsc;
use std::thread;

use divan::Bencher;
use divan::counter::ItemsCount;
use tokio::runtime::Runtime;

const CAPACITIES: [usize; 3] = [1, 64, 1024];
/// How many messages go there and back. A debug build only shows that the benches work.
const ROUND_TRIPS: usize = if cfg!(debug_assertions) { 10 } else { 1_000 };

/// How many messages a stream has: fewer where each waits for the other side to wake.
fn messages(capacity: usize) -> usize {
    let few = ROUND_TRIPS;
    if capacity == 1 { few } else { 100 * few }
}

fn main() {
    divan::main();
}

#[divan::bench_group(sample_count = 30, sample_size = 1)]
mod stream {
    use super::*;

    #[divan::bench(types = [Std, Crossbeam, Flume, Tokio, AsyncChannel, Kanal], args = CAPACITIES)]
    fn thread_to_thread<C: Channel>(bencher: Bencher, capacity: usize) {
        bench::<C>(bencher, capacity, |sender, receiver| {
            let sending = thread::spawn(move || send_all::<C>(&sender, capacity));
            receive_all::<C>(receiver, capacity);
            sending.join().expect("no panic");
        });
    }

    #[divan::bench(types = [Flume, Tokio, AsyncChannel, Kanal], args = CAPACITIES)]
    fn thread_to_task<C: Bridge>(bencher: Bencher, capacity: usize) {
        let runtime = runtime();
        bench::<C>(bencher, capacity, |sender, receiver| {
            let receiving = runtime.spawn(receive_all_async::<C>(receiver, capacity));
            send_all::<C>(&sender, capacity);
            runtime.block_on(receiving).expect("no panic");
        });
    }

    #[divan::bench(types = [Flume, Tokio, AsyncChannel, Kanal], args = CAPACITIES)]
    fn task_to_thread<C: Bridge>(bencher: Bencher, capacity: usize) {
        let runtime = runtime();
        bench::<C>(bencher, capacity, |sender, receiver| {
            let sending = runtime.spawn(send_all_async::<C>(sender, capacity));
            receive_all::<C>(receiver, capacity);
            runtime.block_on(sending).expect("no panic");
        });
    }

    #[divan::bench(types = [Flume, Tokio, AsyncChannel, Kanal], args = CAPACITIES)]
    fn task_to_task<C: Bridge>(bencher: Bencher, capacity: usize) {
        let runtime = runtime();
        bench::<C>(bencher, capacity, |sender, receiver| {
            let receiving = runtime.spawn(receive_all_async::<C>(receiver, capacity));
            let sending = runtime.spawn(send_all_async::<C>(sender, capacity));
            runtime.block_on(sending).expect("no panic");
            runtime.block_on(receiving).expect("no panic");
        });
    }

    fn bench<C: Channel>(bencher: Bencher, capacity: usize, run: impl Fn(C::Sender, C::Receiver)) {
        bencher
            .counter(ItemsCount::new(messages(capacity)))
            .with_inputs(|| C::bounded(capacity))
            .bench_local_values(|(sender, receiver)| run(sender, receiver));
    }

    fn send_all<C: Channel>(sender: &C::Sender, capacity: usize) {
        for message in 0..messages(capacity) {
            C::send(sender, message);
        }
    }

    async fn send_all_async<C: Bridge>(sender: C::Sender, capacity: usize) {
        for message in 0..messages(capacity) {
            C::send_async(&sender, message).await;
        }
    }

    fn receive_all<C: Channel>(mut receiver: C::Receiver, capacity: usize) {
        for message in 0..messages(capacity) {
            assert_eq!(C::receive(&mut receiver), Some(message));
        }
    }

    async fn receive_all_async<C: Bridge>(mut receiver: C::Receiver, capacity: usize) {
        for message in 0..messages(capacity) {
            assert_eq!(C::receive_async(&mut receiver).await, Some(message));
        }
    }
}

#[divan::bench_group(sample_count = 30, sample_size = 1)]
mod one_message {
    use super::*;

    #[divan::bench(types = [Std, Crossbeam, Flume, Tokio, AsyncChannel, Kanal])]
    fn thread_and_thread<C: Channel>(bencher: Bencher) {
        bench::<C>(bencher, |here, there| {
            thread::spawn(move || send_back::<C>(there));
            send_and_wait::<C>(here);
        });
    }

    #[divan::bench(types = [Flume, Tokio, AsyncChannel, Kanal])]
    fn thread_and_task<C: Bridge>(bencher: Bencher) {
        let runtime = runtime();
        bench::<C>(bencher, |here, there| {
            runtime.spawn(send_back_async::<C>(there));
            send_and_wait::<C>(here);
        });
    }

    #[divan::bench(types = [Flume, Tokio, AsyncChannel, Kanal])]
    fn task_and_task<C: Bridge>(bencher: Bencher) {
        let runtime = runtime();
        bench::<C>(bencher, |here, there| {
            runtime.spawn(send_back_async::<C>(there));
            runtime.block_on(runtime.spawn(send_and_wait_async::<C>(here))).expect("no panic");
        });
    }

    /// What each side has: the sending end of one channel, the receiving end of the other.
    type Ends<C> = (<C as Channel>::Sender, <C as Channel>::Receiver);

    fn bench<C: Channel>(bencher: Bencher, run: impl Fn(Ends<C>, Ends<C>)) {
        let ends = || {
            let (there, back) = (C::bounded(1), C::bounded(1));
            ((there.0, back.1), (back.0, there.1))
        };
        bencher
            .counter(ItemsCount::new(ROUND_TRIPS))
            .with_inputs(ends)
            .bench_local_values(|(here, there)| run(here, there));
    }

    fn send_and_wait<C: Channel>((sender, mut receiver): Ends<C>) {
        for message in 0..ROUND_TRIPS {
            C::send(&sender, message);
            assert_eq!(C::receive(&mut receiver), Some(message));
        }
    }

    async fn send_and_wait_async<C: Bridge>((sender, mut receiver): Ends<C>) {
        for message in 0..ROUND_TRIPS {
            C::send_async(&sender, message).await;
            assert_eq!(C::receive_async(&mut receiver).await, Some(message));
        }
    }

    fn send_back<C: Channel>((sender, mut receiver): Ends<C>) {
        while let Some(message) = C::receive(&mut receiver) {
            C::send(&sender, message);
        }
    }

    async fn send_back_async<C: Bridge>((sender, mut receiver): Ends<C>) {
        while let Some(message) = C::receive_async(&mut receiver).await {
            C::send_async(&sender, message).await;
        }
    }
}

/// As the demos have it: a thread for each core.
fn runtime() -> Runtime {
    Runtime::new().expect("a runtime")
}

/// A channel between threads.
trait Channel: 'static {
    type Sender: Send + Sync + 'static;
    type Receiver: Send + 'static;

    fn bounded(capacity: usize) -> (Self::Sender, Self::Receiver);
    fn send(sender: &Self::Sender, message: usize);
    fn receive(receiver: &mut Self::Receiver) -> Option<usize>;
}

/// One with async ends as well.
trait Bridge: Channel {
    fn send_async(sender: &Self::Sender, message: usize) -> impl Future<Output = ()> + Send;
    fn receive_async(receiver: &mut Self::Receiver) -> impl Future<Output = Option<usize>> + Send;
}

struct Std;

impl Channel for Std {
    type Sender = mpsc::SyncSender<usize>;
    type Receiver = mpsc::Receiver<usize>;

    fn bounded(capacity: usize) -> (Self::Sender, Self::Receiver) {
        mpsc::sync_channel(capacity)
    }

    fn send(sender: &Self::Sender, message: usize) {
        sender.send(message).expect("a receiver");
    }

    fn receive(receiver: &mut Self::Receiver) -> Option<usize> {
        receiver.recv().ok()
    }
}

struct Crossbeam;

impl Channel for Crossbeam {
    type Sender = crossbeam_channel::Sender<usize>;
    type Receiver = crossbeam_channel::Receiver<usize>;

    fn bounded(capacity: usize) -> (Self::Sender, Self::Receiver) {
        crossbeam_channel::bounded(capacity)
    }

    fn send(sender: &Self::Sender, message: usize) {
        sender.send(message).expect("a receiver");
    }

    fn receive(receiver: &mut Self::Receiver) -> Option<usize> {
        receiver.recv().ok()
    }
}

struct Flume;

impl Channel for Flume {
    type Sender = flume::Sender<usize>;
    type Receiver = flume::Receiver<usize>;

    fn bounded(capacity: usize) -> (Self::Sender, Self::Receiver) {
        flume::bounded(capacity)
    }

    fn send(sender: &Self::Sender, message: usize) {
        sender.send(message).expect("a receiver");
    }

    fn receive(receiver: &mut Self::Receiver) -> Option<usize> {
        receiver.recv().ok()
    }
}

impl Bridge for Flume {
    async fn send_async(sender: &Self::Sender, message: usize) {
        sender.send_async(message).await.expect("a receiver");
    }

    async fn receive_async(receiver: &mut Self::Receiver) -> Option<usize> {
        receiver.recv_async().await.ok()
    }
}

struct Tokio;

impl Channel for Tokio {
    type Sender = tokio::sync::mpsc::Sender<usize>;
    type Receiver = tokio::sync::mpsc::Receiver<usize>;

    fn bounded(capacity: usize) -> (Self::Sender, Self::Receiver) {
        tokio::sync::mpsc::channel(capacity)
    }

    fn send(sender: &Self::Sender, message: usize) {
        sender.blocking_send(message).expect("a receiver");
    }

    fn receive(receiver: &mut Self::Receiver) -> Option<usize> {
        receiver.blocking_recv()
    }
}

impl Bridge for Tokio {
    async fn send_async(sender: &Self::Sender, message: usize) {
        sender.send(message).await.expect("a receiver");
    }

    async fn receive_async(receiver: &mut Self::Receiver) -> Option<usize> {
        receiver.recv().await
    }
}

struct AsyncChannel;

impl Channel for AsyncChannel {
    type Sender = async_channel::Sender<usize>;
    type Receiver = async_channel::Receiver<usize>;

    fn bounded(capacity: usize) -> (Self::Sender, Self::Receiver) {
        async_channel::bounded(capacity)
    }

    fn send(sender: &Self::Sender, message: usize) {
        sender.send_blocking(message).expect("a receiver");
    }

    fn receive(receiver: &mut Self::Receiver) -> Option<usize> {
        receiver.recv_blocking().ok()
    }
}

impl Bridge for AsyncChannel {
    async fn send_async(sender: &Self::Sender, message: usize) {
        sender.send(message).await.expect("a receiver");
    }

    async fn receive_async(receiver: &mut Self::Receiver) -> Option<usize> {
        receiver.recv().await.ok()
    }
}

struct Kanal;

impl Channel for Kanal {
    type Sender = kanal::AsyncSender<usize>;
    type Receiver = kanal::AsyncReceiver<usize>;

    fn bounded(capacity: usize) -> (Self::Sender, Self::Receiver) {
        kanal::bounded_async(capacity)
    }

    fn send(sender: &Self::Sender, message: usize) {
        sender.as_sync().send(message).expect("a receiver");
    }

    fn receive(receiver: &mut Self::Receiver) -> Option<usize> {
        receiver.as_sync().recv().ok()
    }
}

impl Bridge for Kanal {
    async fn send_async(sender: &Self::Sender, message: usize) {
        sender.send(message).await.expect("a receiver");
    }

    async fn receive_async(receiver: &mut Self::Receiver) -> Option<usize> {
        receiver.recv().await.ok()
    }
}
