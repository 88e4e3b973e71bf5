//! Who worked on what, and when: `process` records itself, and learns from the thread or the tokio task that it runs on
//! who its worker is. `cargo xtask timeline` draws it.
//!
//! Nothing is recorded unless the environment variable `RAINBOW_TIMELINE` names a file. Its lines hold fields separated by
//! tabs, times in nanoseconds since the recording began, and tasks as ranges of numbers, the end excluded:
//!
//! ```text
//! task     FIRST  END  NAME
//! queued   FIRST  END  AT                           it was offered to the queue
//! entered  FIRST  END  AT                           there was room for it, in a bounded queue
//! worked   FIRST  END  START  STOP  WORKER  HOW     HOW is `done` or `panicked`
//! ```
//!
//! WORKER is `worker 0` (a thread's name), `thread 2` or `task 17` (their ids). The lines come in no particular order.

mod recorder;

use std::fmt::Display;
use std::ops::{Deref, Range};
use std::path::PathBuf;
use std::sync::OnceLock;
use std::{env, mem, vec};

use crate::note;
use recorder::Recorder;
pub use recorder::Work;

/// Tasks in the order in which they are to be dealt out. Each is noted down at the moment when it is taken out, which is
/// when the dealer sends it.
pub struct Tasks<T>(Vec<T>);

impl<T: Display> Tasks<T> {
    /// These tasks, numbered from 0.
    #[must_use]
    pub fn new(tasks: Vec<T>) -> Self {
        for (number, task) in (0..).zip(&tasks) {
            named(number, task);
        }
        Self(tasks)
    }
}

impl<T> Deref for Tasks<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T> IntoIterator for Tasks<T> {
    type Item = T;
    type IntoIter = Dealing<T>;

    fn into_iter(self) -> Dealing<T> {
        Dealing { tasks: self.0.into_iter(), next: 0 }
    }
}

/// The tasks on their way out.
pub struct Dealing<T> {
    tasks: vec::IntoIter<T>,
    next: u64,
}

impl<T> Iterator for Dealing<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        let task = self.tasks.next()?;
        queued(one(self.next));
        self.next += 1;
        Some(task)
    }
}

/// The door of a bounded queue, for a sender that offers its tasks one after the other.
#[derive(Default)]
pub struct Door {
    offered: Range<u64>,
}

impl Door {
    /// These tasks are now offered to the queue.
    pub fn offer(&mut self, tasks: Range<u64>) {
        queued(tasks.clone());
        self.offered = tasks;
    }

    /// The sender comes for its next tasks: so the queue has taken the last ones.
    pub fn returned(&mut self) {
        let entered = mem::take(&mut self.offered);
        if let Some(recorder) = recorder()
            && !entered.is_empty()
        {
            recorder.entered(entered);
        }
    }
}

/// The range that holds one task.
#[must_use]
pub fn one(number: u64) -> Range<u64> {
    number..number + 1
}

/// What a task is called.
pub fn named(number: u64, name: impl Display) {
    if let Some(recorder) = recorder() {
        recorder.named(number, name.to_string());
    }
}

fn queued(tasks: Range<u64>) {
    if let Some(recorder) = recorder() {
        recorder.queued(tasks);
    }
}

/// Work on these tasks begins; it ends when what is returned is dropped, by a panic too.
#[must_use]
pub fn work(tasks: Range<u64>) -> Option<Work<'static>> {
    recorder().map(|recorder| recorder.work(tasks))
}

/// Work on these tasks begins, which takes so long that writing down what is recorded takes next to nothing beside it. So
/// that is done each time that such work ends, however the program may end.
#[must_use]
pub fn long_work(tasks: Range<u64>) -> Option<Work<'static>> {
    work(tasks).map(Work::then_save)
}

/// Writes down what is recorded so far. To be called when all is done.
pub fn save() {
    if let Some(recorder) = recorder() {
        recorder.save();
    }
}

/// The recorder, if this run is to be recorded.
fn recorder() -> Option<&'static Recorder> {
    static RECORDER: OnceLock<Option<Recorder>> = OnceLock::new();
    RECORDER.get_or_init(from_environment).as_ref()
}

fn from_environment() -> Option<Recorder> {
    let path = PathBuf::from(env::var_os("RAINBOW_TIMELINE")?);
    match Recorder::create(&path) {
        Ok(recorder) => Some(recorder),
        Err(error) => {
            note(format_args!("nothing is recorded: can't write to {}: {error}", path.display()));
            None
        }
    }
}
