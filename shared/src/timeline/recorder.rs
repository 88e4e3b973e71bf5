//! Gathers what happens in memory, which costs far less than writing it down at once, and writes it when asked to.

use std::fmt::{self, Display, Formatter};
use std::fs::File;
use std::io::{self, Write};
use std::ops::Range;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use crate::note;

pub(super) struct Recorder {
    began: Instant,
    record: Mutex<Record>,
}

struct Record {
    file: File,
    events: Vec<Event>,
}

enum Event {
    Named(u64, String),
    Queued(Range<u64>, Duration),
    Entered(Range<u64>, Duration),
    Worked { tasks: Range<u64>, start: Duration, stop: Duration, worker: Worker, panicked: bool },
}

enum Worker {
    Thread(Thread),
    #[cfg(feature = "tokio")]
    Task(tokio::task::Id),
}

impl Recorder {
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        let record = Record { file: File::create(path)?, events: Vec::with_capacity(1024) };
        Ok(Self { began: Instant::now(), record: Mutex::new(record) })
    }

    pub(super) fn named(&self, number: u64, name: String) {
        self.push(Event::Named(number, name));
    }

    pub(super) fn queued(&self, tasks: Range<u64>) {
        self.push(Event::Queued(tasks, self.now()));
    }

    pub(super) fn entered(&self, tasks: Range<u64>) {
        self.push(Event::Entered(tasks, self.now()));
    }

    pub(super) fn work(&self, tasks: Range<u64>) -> Work<'_> {
        // The clock is read last here and first at the end: what recording takes isn't counted as work.
        let worker = Some(Worker::current());
        Work { recorder: self, tasks, worker, save: false, start: self.now() }
    }

    pub(super) fn save(&self) {
        let mut record = self.record();
        let Record { file, events } = &mut *record;
        let lines: String = events.drain(..).map(|event| format!("{event}\n")).collect();
        if let Err(error) = file.write_all(lines.as_bytes()) {
            note(format_args!("can't write down what was recorded: {error}"));
        }
    }

    fn now(&self) -> Duration {
        self.began.elapsed()
    }

    fn push(&self, event: Event) {
        self.record().events.push(event);
    }

    /// Nothing here panics halfway, so a poisoned lock does no harm.
    fn record(&self) -> MutexGuard<'_, Record> {
        self.record.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Work that is under way.
pub struct Work<'a> {
    recorder: &'a Recorder,
    tasks: Range<u64>,
    /// Taken when it ends.
    worker: Option<Worker>,
    start: Duration,
    save: bool,
}

impl Work<'_> {
    pub(super) fn then_save(mut self) -> Self {
        self.save = true;
        self
    }
}

impl Drop for Work<'_> {
    fn drop(&mut self) {
        let stop = self.recorder.now();
        let Some(worker) = self.worker.take() else { return };
        let (tasks, start, panicked) = (self.tasks.clone(), self.start, thread::panicking());
        self.recorder.push(Event::Worked { tasks, start, stop, worker, panicked });
        if self.save {
            self.recorder.save();
        }
    }
}

impl Worker {
    fn current() -> Self {
        #[cfg(feature = "tokio")]
        if let Some(task) = tokio::task::try_id() {
            return Self::Task(task);
        }
        Self::Thread(thread::current())
    }
}

impl Display for Worker {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            #[cfg(feature = "tokio")]
            Self::Task(id) => write!(f, "task {id}"),
            Self::Thread(thread) => match thread.name() {
                Some(name) => one_line(name, f),
                // An id has no number to ask for, yet shows one: `ThreadId(2)`.
                None => {
                    let id = format!("{:?}", thread.id());
                    write!(f, "thread {}", id.trim_matches(|c: char| !c.is_ascii_digit()))
                }
            },
        }
    }
}

impl Display for Event {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(number, name) => {
                write!(f, "task\t{number}\t{}\t", number + 1)?;
                one_line(name, f)
            }
            Self::Queued(Range { start, end }, at) => write!(f, "queued\t{start}\t{end}\t{}", at.as_nanos()),
            Self::Entered(Range { start, end }, at) => {
                write!(f, "entered\t{start}\t{end}\t{}", at.as_nanos())
            }
            Self::Worked { tasks, start, stop, worker, panicked } => {
                let Range { start: first, end } = tasks;
                let (start, stop) = (start.as_nanos(), stop.as_nanos());
                let how = if *panicked { "panicked" } else { "done" };
                write!(f, "worked\t{first}\t{end}\t{start}\t{stop}\t{worker}\t{how}")
            }
        }
    }
}

/// Names come from outside: no character of theirs may end a line or a field.
fn one_line(text: &str, f: &mut Formatter<'_>) -> fmt::Result {
    f.write_str(&text.replace(char::is_control, " "))
}

#[cfg(test)]
mod tests;
