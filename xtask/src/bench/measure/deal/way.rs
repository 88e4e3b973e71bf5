//! The ways to get tasks to workers. Each works on four at a time.

use std::cmp::Reverse;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use futures_util::{StreamExt, stream};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::WORKERS;

/// A way to have tasks done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// What no way can be faster than.
    LeastPossible,
    /// tokio-mpsc: each worker has a queue of its own, and they get the tasks in turn.
    RoundRobin,
    /// flume-mpmc: one queue, from which whoever is free takes the next.
    SharedQueue,
    /// The same, with the tasks sorted.
    LongestFirst,
    /// A stream of futures, whose results come as they are ready.
    BufferUnordered,
    /// A stream of futures, whose results come in their order.
    Buffered,
    /// A tokio task for each, and permits for four.
    JoinSet,
}

impl Way {
    /// All of them, in the order of the table. The first is what the others are compared with.
    pub const ALL: &[Way] = &[
        Way::LeastPossible,
        Way::RoundRobin,
        Way::SharedQueue,
        Way::LongestFirst,
        Way::BufferUnordered,
        Way::JoinSet,
        Way::Buffered,
    ];

    /// What it is called in the table.
    pub fn name(self) -> &'static str {
        match self {
            Way::LeastPossible => "least possible",
            Way::RoundRobin => "round robin",
            Way::SharedQueue => "shared queue",
            Way::LongestFirst => "shared queue, longest first",
            Way::BufferUnordered => "buffer_unordered",
            Way::Buffered => "buffered",
            Way::JoinSet => "JoinSet with a semaphore",
        }
    }

    /// Whether a demo does it so.
    pub fn is_ours(self) -> bool {
        matches!(self, Way::RoundRobin | Way::SharedQueue)
    }

    /// Does the tasks; how many were done.
    pub async fn deal(self, tasks: Vec<Duration>) -> Result<usize> {
        match self {
            Way::LeastPossible => least_possible(tasks).await,
            Way::RoundRobin => round_robin(tasks).await,
            Way::SharedQueue => shared_queue(tasks).await,
            Way::LongestFirst => longest_first(tasks).await,
            Way::BufferUnordered => {
                Ok(stream::iter(tasks).map(sleep).buffer_unordered(WORKERS).count().await)
            }
            Way::Buffered => Ok(stream::iter(tasks).map(sleep).buffered(WORKERS).count().await),
            Way::JoinSet => join_set(tasks).await,
        }
    }
}

/// Sleeps as long as [`bound`] says.
async fn least_possible(tasks: Vec<Duration>) -> Result<usize> {
    sleep(bound(&tasks)).await;
    Ok(tasks.len())
}

/// What the longest task takes; what each worker gets of all the work, if it is shared out evenly; and since two of the
/// five longest must share a worker, the least that two of them take. Nothing says that a dealing gets by with that: to
/// find the best is a hard problem.
fn bound(tasks: &[Duration]) -> Duration {
    let mut longest: Vec<Duration> = tasks.to_vec();
    longest.sort_unstable_by_key(|&task| Reverse(task));
    // No task ends between two milliseconds.
    let total = tasks.iter().sum::<Duration>().as_millis() as u64;
    let share = Duration::from_millis(total.div_ceil(WORKERS as u64));
    let pair = longest.get(WORKERS).map_or(Duration::ZERO, |&task| longest[WORKERS - 1] + task);
    longest.first().copied().unwrap_or_default().max(share).max(pair)
}

async fn round_robin(tasks: Vec<Duration>) -> Result<usize> {
    let (result, mut collector) = mpsc::unbounded_channel();
    let mut senders = Vec::new();
    for _ in 0..WORKERS {
        let (sender, mut receiver) = mpsc::unbounded_channel();
        senders.push(sender);
        let result = result.clone();
        tokio::spawn(async move {
            while let Some(task) = receiver.recv().await {
                let done = sleep(task).await;
                if result.send(done).is_err() {
                    return;
                }
            }
        });
    }
    drop(result);

    for (i, task) in tasks.into_iter().enumerate() {
        senders[i % WORKERS].send(task)?;
    }
    drop(senders);

    let mut count = 0;
    while collector.recv().await.is_some() {
        count += 1;
    }
    Ok(count)
}

async fn shared_queue(tasks: Vec<Duration>) -> Result<usize> {
    let (sender, receiver) = flume::unbounded();
    let (result, collector) = flume::unbounded();
    for _ in 0..WORKERS {
        let (receiver, result) = (receiver.clone(), result.clone());
        tokio::spawn(async move {
            while let Ok(task) = receiver.recv_async().await {
                let done = sleep(task).await;
                if result.send_async(done).await.is_err() {
                    return;
                }
            }
        });
    }
    drop((receiver, result));

    for task in tasks {
        sender.send_async(task).await?;
    }
    drop(sender);

    let mut count = 0;
    while collector.recv_async().await.is_ok() {
        count += 1;
    }
    Ok(count)
}

/// For who knows in advance how long a task takes.
async fn longest_first(mut tasks: Vec<Duration>) -> Result<usize> {
    tasks.sort_unstable_by_key(|&task| Reverse(task));
    shared_queue(tasks).await
}

async fn join_set(tasks: Vec<Duration>) -> Result<usize> {
    let semaphore = Arc::new(Semaphore::new(WORKERS));
    let mut set = JoinSet::new();
    for task in tasks {
        let permit = Arc::clone(&semaphore).acquire_owned().await?;
        set.spawn(async move {
            sleep(task).await;
            drop(permit);
        });
    }
    Ok(set.join_all().await.len())
}
