//! How long do 64 tasks take on four workers, by the way they are dispatched?
//!
//! The tasks sleep in tokio's paused time, which jumps to the end of the next sleep. So the times are exact,
//! and the same on every machine.

use std::cmp::Reverse;
use std::sync::Arc;
use std::time::Duration;

use fastrand::Rng;
use futures_util::{StreamExt, stream};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

const WORKERS: usize = 4;
const TASKS: usize = 64;
const SEEDS: u64 = 200;

/// How long each task takes, in milliseconds.
type Tasks = Vec<u64>;

#[tokio::test(start_paused = true)]
async fn any_way_is_as_good_when_all_tasks_are_equal() {
    let all = Makespans { round_robin: 1600, shared_queue: 1600, longest_first: 1600 };
    assert_eq!(makespans(vec![100; TASKS]).await, all);
}

#[tokio::test(start_paused = true)]
async fn round_robin_gives_every_slow_task_to_the_same_worker() {
    let tasks: Tasks = (0..TASKS).map(|i| if i % WORKERS == 0 { 1000 } else { 100 }).collect();
    assert_eq!(lower_bound(&tasks), 5200);
    let expected = Makespans { round_robin: 16_000, shared_queue: 5600, longest_first: 5200 };
    assert_eq!(makespans(tasks).await, expected);
}

#[tokio::test(start_paused = true)]
async fn a_slow_task_at_the_end_is_waited_for_unless_it_is_sorted_to_the_front() {
    let mut tasks = vec![100; TASKS];
    tasks[TASKS - 1] = 1000;
    assert_eq!(lower_bound(&tasks), 1825);
    let expected = Makespans { round_robin: 2500, shared_queue: 2500, longest_first: 1900 };
    assert_eq!(makespans(tasks).await, expected);
}

#[tokio::test(start_paused = true)]
async fn a_shared_queue_takes_exactly_as_long_as_buffer_unordered_and_a_join_set() {
    for seed in 0..50 {
        for tasks in [uniform(seed), pareto(seed), slow_last(seed)] {
            let shared_queue = elapsed(shared_queue(tasks.clone())).await;
            assert_eq!(elapsed(buffer_unordered(tasks.clone())).await, shared_queue, "{tasks:?}");
            assert_eq!(elapsed(join_set(tasks.clone())).await, shared_queue, "{tasks:?}");
        }
    }
}

/// BENCHMARKS.md has this table.
#[tokio::test(start_paused = true)]
async fn typical_and_worst_times_over_200_seeds() {
    let table = [
        ("uniform", ratios(uniform).await),
        ("Pareto", ratios(pareto).await),
        ("slow last", ratios(slow_last).await),
    ];
    let expected = [
        ("uniform", [("round robin", 1.07, 1.21), ("shared queue", 1.03, 1.06), ("longest first", 1.0, 1.0)]),
        (
            "Pareto",
            [("round robin", 1.21, 2.15), ("shared queue", 1.04, 1.68), ("longest first", 1.01, 1.03)],
        ),
        (
            "slow last",
            [("round robin", 1.37, 1.51), ("shared queue", 1.39, 1.43), ("longest first", 1.01, 1.02)],
        ),
    ];
    assert_eq!(table, expected);
}

/// The median and the highest of the times, as multiples of the lower bound.
async fn ratios(load: fn(u64) -> Tasks) -> [(&'static str, f64, f64); 3] {
    let mut of = [Vec::new(), Vec::new(), Vec::new()];
    for seed in 0..SEEDS {
        let tasks = load(seed);
        let bound = lower_bound(&tasks) as f64;
        let Makespans { round_robin, shared_queue, longest_first } = makespans(tasks).await;
        for (ratios, makespan) in of.iter_mut().zip([round_robin, shared_queue, longest_first]) {
            ratios.push(makespan as f64 / bound);
        }
    }
    let summary = |name, mut ratios: Vec<f64>| {
        ratios.sort_by(f64::total_cmp);
        let rounded = |ratio: f64| (ratio * 100.0).round() / 100.0;
        (name, rounded(ratios[ratios.len() / 2]), rounded(ratios[ratios.len() - 1]))
    };
    let [round_robin, shared_queue, longest_first] = of;
    [
        summary("round robin", round_robin),
        summary("shared queue", shared_queue),
        summary("longest first", longest_first),
    ]
}

/// When the last task is done, in milliseconds.
#[derive(Debug, PartialEq)]
struct Makespans {
    round_robin: u64,
    shared_queue: u64,
    longest_first: u64,
}

async fn makespans(tasks: Tasks) -> Makespans {
    Makespans {
        round_robin: elapsed(round_robin(tasks.clone())).await,
        shared_queue: elapsed(shared_queue(tasks.clone())).await,
        longest_first: elapsed(longest_first(tasks)).await,
    }
}

/// How long it takes until all tasks are done.
async fn elapsed(dispatch: impl Future<Output = usize>) -> u64 {
    let start = Instant::now();
    assert_eq!(dispatch.await, TASKS, "each task once");
    start.elapsed().as_millis() as u64
}

/// No way of dispatching takes less: neither than the longest task, nor than an even share of all tasks, nor than the
/// fourth and the fifth longest, since two of the five longest must share a worker.
fn lower_bound(tasks: &Tasks) -> u64 {
    let mut longest = tasks.clone();
    longest.sort_unstable_by_key(|&task| Reverse(task));
    let share = tasks.iter().sum::<u64>().div_ceil(WORKERS as u64);
    share.max(longest[0]).max(longest[WORKERS - 1] + longest[WORKERS])
}

/// 50 to 150 ms.
fn uniform(seed: u64) -> Tasks {
    let mut rng = Rng::with_seed(seed);
    (0..TASKS).map(|_| (100.0 * (1.5 - rng.f64())).round() as u64).collect()
}

/// 100 ms on average: most tasks are short, but one may be longer than all others together.
fn pareto(seed: u64) -> Tasks {
    let mut rng = Rng::with_seed(seed);
    (0..TASKS).map(|_| (50.0 / (1.0 - rng.f64()).sqrt()).round() as u64).collect()
}

/// 50 to 150 ms, but 1 s for the last.
fn slow_last(seed: u64) -> Tasks {
    let mut tasks = uniform(seed);
    tasks[TASKS - 1] = 1000;
    tasks
}

async fn process(task: u64) {
    sleep(Duration::from_millis(task)).await;
}

/// As in tokio-mpsc. Like the others below, it returns how many tasks were done.
async fn round_robin(tasks: Tasks) -> usize {
    let (result, mut collector) = mpsc::unbounded_channel();
    let mut senders = Vec::new();
    for _ in 0..WORKERS {
        let (sender, mut receiver) = mpsc::unbounded_channel();
        senders.push(sender);
        let result = result.clone();
        tokio::spawn(async move {
            while let Some(task) = receiver.recv().await {
                process(task).await;
                let _ = result.send(());
            }
        });
    }
    drop(result);

    for (i, task) in tasks.into_iter().enumerate() {
        let _ = senders[i % WORKERS].send(task);
    }
    drop(senders);

    let mut done = 0;
    while collector.recv().await.is_some() {
        done += 1;
    }
    done
}

/// As in flume-mpmc.
async fn shared_queue(tasks: Tasks) -> usize {
    let (sender, receiver) = flume::unbounded();
    let (result, collector) = flume::unbounded();
    for _ in 0..WORKERS {
        let (receiver, result) = (receiver.clone(), result.clone());
        tokio::spawn(async move {
            while let Ok(task) = receiver.recv_async().await {
                process(task).await;
                let _ = result.send_async(()).await;
            }
        });
    }
    drop((receiver, result));

    for task in tasks {
        let _ = sender.send_async(task).await;
    }
    drop(sender);

    let mut done = 0;
    while collector.recv_async().await.is_ok() {
        done += 1;
    }
    done
}

/// For programs that know in advance how long each task takes.
async fn longest_first(mut tasks: Tasks) -> usize {
    tasks.sort_unstable_by_key(|&task| Reverse(task));
    shared_queue(tasks).await
}

async fn buffer_unordered(tasks: Tasks) -> usize {
    stream::iter(tasks).map(process).buffer_unordered(WORKERS).count().await
}

/// A tokio task for each, of which four run at a time.
async fn join_set(tasks: Tasks) -> usize {
    let semaphore = Arc::new(Semaphore::new(WORKERS));
    let mut set = JoinSet::new();
    for task in tasks {
        let permit = semaphore.clone().acquire_owned().await.expect("an open semaphore");
        set.spawn(async move {
            process(task).await;
            drop(permit);
        });
    }
    set.join_all().await.len()
}
