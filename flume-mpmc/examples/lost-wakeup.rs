//! Shows that flume 0.12 can lose a wake-up when several async receivers share a channel. async-channel doesn't.
//!
//! In each round, RECEIVERS tasks wait for one message each, and as many messages are sent. The sender stays alive, so
//! only a message can wake a task. A wake-up is lost if a task still sleeps after PATIENCE with a message in the queue.
//! That is a race: a round in some thousands loses it.
//!
//! `cargo run --release -p flume-mpmc --example lost-wakeup -- SECONDS` takes so long for each channel (30 by default).

use std::time::{Duration, Instant};
use std::{env, thread};

use anyhow::Context;
use tokio::{runtime, task::JoinSet, time::timeout};

const RECEIVERS: usize = 64;
const PATIENCE: Duration = Duration::from_secs(2);

fn main() -> anyhow::Result<()> {
    let seconds = env::args().nth(1).map_or(Ok(30), |seconds| seconds.parse());
    let time = Duration::from_secs(seconds.context("usage: lost-wakeup [SECONDS]")?);
    // With more threads than cores, the system interrupts them more often at the wrong moment.
    let threads = 4 * thread::available_parallelism()?.get();
    println!("{RECEIVERS} tasks on {threads} threads, {time:?} for each channel. Ctrl-C ends it.");

    let runtime = runtime::Builder::new_multi_thread().worker_threads(threads).enable_time().build()?;
    runtime.block_on(rounds("flume", time, async || {
        let (sender, receiver) = flume::unbounded();
        let receive = |receiver: flume::Receiver<()>| async move { receiver.recv_async().await.is_ok() };
        round(|| receive(receiver.clone()), || _ = sender.try_send(()), || receiver.len()).await
    }));
    runtime.block_on(rounds("async-channel", time, async || {
        let (sender, receiver) = async_channel::unbounded();
        let receive = |receiver: async_channel::Receiver<()>| async move { receiver.recv().await.is_ok() };
        round(|| receive(receiver.clone()), || _ = sender.try_send(()), || receiver.len()).await
    }));
    Ok(())
}

async fn rounds(channel: &str, time: Duration, round: impl AsyncFn() -> Option<Lost>) {
    let began = Instant::now();
    let (mut rounds, mut lost) = (0, 0);
    while began.elapsed() < time {
        rounds += 1;
        let Some(Lost { asleep, queued, woken }) = round().await else { continue };
        lost += 1;
        println!(
            "{channel}, round {rounds}, after {:.0?}: {queued} in the queue, {asleep} asleep",
            began.elapsed()
        );
        println!("    one more message {} a task", if woken { "woke" } else { "didn't wake" });
    }
    println!("{channel}: {rounds} rounds, wake-ups lost: {lost}");
}

/// What was left when no task had got a message for so long, and whether one more message helped.
struct Lost {
    asleep: usize,
    queued: usize,
    woken: bool,
}

async fn round<F>(receive: impl Fn() -> F, send: impl Fn(), queued: impl Fn() -> usize) -> Option<Lost>
where
    F: Future<Output = bool> + Send + 'static,
{
    let mut tasks: JoinSet<bool> = (0..RECEIVERS).map(|_| receive()).collect();
    (0..RECEIVERS).for_each(|_| send());
    while let Ok(task) = timeout(PATIENCE, tasks.join_next()).await {
        let _ = task?; // none is left: each task has got its message
    }
    let (asleep, queued) = (tasks.len(), queued());
    send();
    let woken = timeout(PATIENCE, tasks.join_next()).await.is_ok();
    Some(Lost { asleep, queued, woken })
}
