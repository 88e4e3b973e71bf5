//! Very many very small tasks, and a heart that beats beside them.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::{Duration, Instant};

use super::{one_async_thread, sleep, world};

/// How many tasks there may be between two beats.
const PATIENCE: usize = 300;

const VARIANTS: [&str; 2] = ["bursts", "more"];

/// A number.
pub type Task = usize;

/// How many tasks are done, how many were at the last beat, and the most that were done between two beats.
static DONE: AtomicUsize = AtomicUsize::new(0);
static BEAT: AtomicUsize = AtomicUsize::new(0);
static LONGEST: AtomicUsize = AtomicUsize::new(0);

/// The tasks, as they come in.
pub struct Tasks(usize);

/// What there is to do.
pub fn tasks() -> Tasks {
    Tasks(0)
}

impl Tasks {
    /// Waits for the next one. None when there are no more.
    pub async fn next(&mut self) -> Option<Task> {
        let (count, pauses): (_, &[_]) = match world(&VARIANTS) {
            "bursts" => (1600, &[40, 1500]),
            "more" => (2400, &[]),
            _ => (1000, &[]),
        };
        if pauses.contains(&self.0) {
            sleep(50).await;
        }
        self.0 += 1;
        (self.0 <= count).then_some(self.0)
    }
}

/// Beats once a millisecond, if it is let.
pub async fn heartbeat() {
    one_async_thread();
    loop {
        beat();
        sleep(1).await;
    }
}

fn beat() {
    let done = DONE.load(SeqCst);
    LONGEST.fetch_max(done - BEAT.swap(done, SeqCst), SeqCst);
}

/// How the heart did.
pub fn heart() -> &'static str {
    beat();
    let longest = LONGEST.load(SeqCst);
    eprintln!("most tasks between two beats: {longest}");
    if longest <= PATIENCE { "the heart beat on" } else { "the heart stood still" }
}

/// A tenth of a millisecond of work: next to nothing.
pub fn process(task: Task) -> usize {
    let begin = Instant::now();
    while begin.elapsed() < Duration::from_micros(100) {
        std::hint::spin_loop();
    }
    DONE.fetch_add(1, SeqCst);
    task * task % 97
}
