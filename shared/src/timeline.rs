//! Records which worker did what, and when. `cargo xtask timeline` draws it.
//!
//! `process` holds the guard that [`work`] returns. It notes when the work starts and ends, and on which thread or tokio
//! task. The two demos with a bounded queue also note when a sender offers a task, and when the queue has accepted it.
//!
//! Nothing is recorded unless the environment variable `RAINBOW_TIMELINE` names a file. Each of its lines is a JSON object.
//! Times are nanoseconds since the recording began. Tasks are a range of numbers, without its end; sync-to-async
//! numbers the bytes of its input instead.
//!
//! ```text
//! {"task":{"number":0,"name":"SeaQL/sea-orm"}}
//! {"offered":{"first":0,"end":1,"at":500,"by":"task 17"}}
//! {"accepted":{"at":700,"by":"task 17"}}                      what this sender has offered last
//! {"worked":{"first":0,"end":1,"start":900,"stop":1500,"by":"worker 0","panicked":false}}
//! ```
//!
//! `by` is the name of a thread, or else its id: `thread 2`, or `task 17` for a tokio task.

use std::fmt::Display;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::ops::Range;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Instant;
use std::{env, thread};

use crate::note;

struct Recorder {
    began: Instant,
    /// A write for each event would cost far more than the shortest tasks.
    file: Mutex<BufWriter<File>>,
}

/// Work in progress. Dropping it ends the work.
pub struct Work {
    recorder: &'static Recorder,
    tasks: Range<u64>,
    by: String,
    start: u128,
    is_long: bool,
}

/// Notes the names of all tasks, numbered from 0.
pub fn tasks<T: Display>(tasks: &[T]) {
    for (number, task) in (0..).zip(tasks) {
        named(number, task);
    }
}

/// Notes the name of a task.
pub fn named(number: u64, name: impl Display) {
    if let Some(recorder) = recorder() {
        let name = quoted(&name.to_string());
        recorder.write(&format!(r#"{{"task":{{"number":{number},"name":{name}}}}}"#));
    }
}

/// Notes that this thread or tokio task now offers these tasks to a bounded queue.
pub fn offered(tasks: Range<u64>) {
    if let Some(recorder) = recorder() {
        let (Range { start: first, end }, at, by) = (tasks, recorder.now(), worker());
        recorder.write(&format!(r#"{{"offered":{{"first":{first},"end":{end},"at":{at},"by":{by}}}}}"#));
    }
}

/// Notes that the queue has accepted what this thread or tokio task offered last: it is back for more.
pub fn accepted() {
    if let Some(recorder) = recorder() {
        let (at, by) = (recorder.now(), worker());
        recorder.write(&format!(r#"{{"accepted":{{"at":{at},"by":{by}}}}}"#));
    }
}

/// The range that holds one task.
#[must_use]
pub fn one(number: u64) -> Range<u64> {
    number..number + 1
}

/// A guard: work on these tasks starts now, and ends when the guard is dropped, also by a panic.
#[must_use]
pub fn work(tasks: Range<u64>) -> Option<Work> {
    let recorder = recorder()?;
    // The clock is read last here and first at the end: what recording takes doesn't count as work.
    let by = worker();
    Some(Work { recorder, tasks, by, is_long: false, start: recorder.now() })
}

/// A guard that also calls [`save`] when it is dropped, so that nothing is missing however the program ends. For work that
/// takes so long that writing to a file costs nothing beside it.
#[must_use]
pub fn long_work(tasks: Range<u64>) -> Option<Work> {
    let mut work = work(tasks)?;
    work.is_long = true;
    Some(work)
}

impl Drop for Work {
    fn drop(&mut self) {
        let stop = self.recorder.now();
        let Self { tasks: Range { start: first, end }, by, start, .. } = self;
        let panicked = thread::panicking();
        self.recorder.write(&format!(
            r#"{{"worked":{{"first":{first},"end":{end},"start":{start},"stop":{stop},"by":{by},"panicked":{panicked}}}}}"#
        ));
        if self.is_long {
            save();
        }
    }
}

/// Writes what is recorded so far to the file.
pub fn save() {
    if let Some(recorder) = recorder() {
        recorder.with_file(Write::flush);
    }
}

/// The recorder, if this run is recorded.
fn recorder() -> Option<&'static Recorder> {
    static RECORDER: OnceLock<Option<Recorder>> = OnceLock::new();
    RECORDER.get_or_init(Recorder::from_environment).as_ref()
}

impl Recorder {
    #[expect(clippy::disallowed_methods, reason = "once, at the start; `save` blocks as well")]
    fn from_environment() -> Option<Self> {
        let path = env::var_os("RAINBOW_TIMELINE")?;
        match File::create(&path) {
            Ok(file) => {
                let file = Mutex::new(BufWriter::with_capacity(1 << 20, file));
                Some(Self { began: Instant::now(), file })
            }
            Err(error) => {
                note(format_args!("nothing is recorded: can't write to {}: {error}", path.display()));
                None
            }
        }
    }

    fn now(&self) -> u128 {
        self.began.elapsed().as_nanos()
    }

    fn write(&self, line: &str) {
        self.with_file(|file| writeln!(file, "{line}"));
    }

    fn with_file(&self, write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>) {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = write(&mut file) {
            note(format_args!("can't write what was recorded: {error}"));
        }
    }
}

/// The name or id of this thread or tokio task, as a JSON string.
fn worker() -> String {
    #[cfg(feature = "tokio")]
    if let Some(id) = tokio::task::try_id() {
        return format!("\"task {id}\"");
    }
    let thread = thread::current();
    match thread.name() {
        Some(name) => quoted(name),
        // An id has no number to ask for, yet shows one: `ThreadId(2)`.
        None => {
            let id = format!("{:?}", thread.id());
            format!("\"thread {}\"", id.trim_matches(|c: char| !c.is_ascii_digit()))
        }
    }
}

/// A JSON string. Control characters become spaces.
fn quoted(text: &str) -> String {
    let text = text.replace(char::is_control, " ").replace('\\', r"\\").replace('"', r#"\""#);
    format!("\"{text}\"")
}
