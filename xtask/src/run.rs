//! Runs a program: feeds it, captures what it prints, watches the clock, and ends its whole process tree.
//!
//! It always comes back: nothing here waits without a limit, not even for a process that can't be killed.

use std::fmt;
use std::io::{ErrorKind, Read, Write};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::tree::Tree;

#[cfg(test)]
mod tests;

/// How much of each stream is kept. A run that prints more is ended.
pub const KEPT: usize = 8 << 20;
/// How long what a program printed may take to arrive once it has ended.
const DRAIN: Duration = Duration::from_secs(1);
/// The longest pause between two looks at the clock, at the program, and at whether to stop.
const TICK: Duration = Duration::from_millis(20);

/// What to run, and where.
pub struct Launch<'a> {
    /// The executable.
    pub program: &'a Path,
    /// What it is given on its command line.
    pub args: &'a [String],
    /// What it is given on stdin.
    pub input: Option<Arc<[u8]>>,
    /// Its current directory.
    pub folder: &'a Path,
    /// How long it may take.
    pub limit: Duration,
}

/// What came of a run.
#[derive(Debug)]
pub struct Outcome {
    /// How it ended.
    pub end: End,
    /// What it printed, at most [`KEPT`] bytes.
    pub stdout: Vec<u8>,
    /// What it printed to stderr, at most [`KEPT`] bytes.
    pub stderr: Vec<u8>,
    /// From the start to the end of the program.
    pub elapsed: Duration,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The program ended by itself.
    Exited(ExitStatus),
    /// It was still running at its limit.
    OverLimit,
    /// It ended, but a process that it started went on and held its output open.
    LeftBehind(ExitStatus),
    /// It printed more than is kept.
    Flooded(Stream),
    /// The whole check was stopped.
    Stopped,
}

/// One of the two streams that a program prints to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// The results.
    Stdout,
    /// Everything else.
    Stderr,
}

impl fmt::Display for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Stream::Stdout => "stdout",
            Stream::Stderr => "stderr",
        })
    }
}

/// A wish to stop, which everyone who runs something looks at.
#[derive(Clone, Default)]
pub struct Stop(Arc<Wishes>);

#[derive(Default)]
struct Wishes {
    stop: AtomicBool,
    interrupted: AtomicBool,
}

impl Stop {
    /// Asks everyone to stop: nobody wants to know the rest.
    pub fn set(&self) {
        self.0.stop.store(true, Ordering::SeqCst);
    }

    /// Asks everyone to stop, because the one at the keyboard wants it.
    pub fn interrupt(&self) {
        self.0.interrupted.store(true, Ordering::SeqCst);
        self.set();
    }

    /// Whether to stop.
    pub fn is_set(&self) -> bool {
        self.0.stop.load(Ordering::SeqCst)
    }

    /// Whether the one at the keyboard wanted it.
    pub fn is_interrupt(&self) -> bool {
        self.0.interrupted.load(Ordering::SeqCst)
    }
}

/// Runs the program to its end, or ends it.
pub fn run(launch: &Launch, stop: &Stop) -> Result<Outcome> {
    let mut command = Command::new(launch.program);
    command
        .args(launch.args)
        .current_dir(launch.folder)
        .env("RUST_BACKTRACE", "0")
        .env("NO_COLOR", "1")
        .stdin(if launch.input.is_some() { Stdio::piped() } else { Stdio::null() })
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let started = Instant::now();
    let mut tree =
        Tree::start(command).with_context(|| format!("{}: can't be started", launch.program.display()))?;

    let (events, arrivals) = mpsc::channel();
    let child = tree.child();
    if let (Some(input), Some(pipe)) = (&launch.input, child.stdin().take()) {
        feed(pipe, Arc::clone(input))?;
    }
    let stdout = drain(child.stdout().take(), Stream::Stdout, &events)?;
    let stderr = drain(child.stderr().take(), Stream::Stderr, &events)?;
    let mut arrivals = Arrivals { arrivals, open: 2 };

    let deadline = started + launch.limit;
    let (end, elapsed) = until_end(&mut tree, &mut arrivals, started, deadline, stop)?;
    tree.end();
    // What is in the pipes still comes; who holds them now can't be killed and is not waited for.
    arrivals.until_closed(DRAIN / 4);

    Ok(Outcome { end, stdout: take(&stdout), stderr: take(&stderr), elapsed })
}

/// Waits for the end of the program and of what it prints, or for a reason to end it.
fn until_end(
    tree: &mut Tree,
    arrivals: &mut Arrivals,
    started: Instant,
    deadline: Instant,
    stop: &Stop,
) -> Result<(End, Duration)> {
    // Set once the program has ended, while its output is still open.
    let mut exited: Option<(ExitStatus, Duration)> = None;
    let mut pause = Duration::from_millis(1);
    loop {
        if exited.is_none()
            && let Some(status) = tree.try_wait().context("the program can't be waited for")?
        {
            exited = Some((status, started.elapsed()));
        }
        match exited {
            Some((status, elapsed)) if arrivals.open == 0 => return Ok((End::Exited(status), elapsed)),
            Some((status, elapsed)) if started.elapsed() > elapsed + DRAIN => {
                return Ok((End::LeftBehind(status), elapsed));
            }
            None if Instant::now() >= deadline => return Ok((End::OverLimit, started.elapsed())),
            _ if stop.is_set() => return Ok((End::Stopped, started.elapsed())),
            _ => {}
        }
        match arrivals.next(pause) {
            Some(Arrival::Flood(stream)) => return Ok((End::Flooded(stream), started.elapsed())),
            // A program that closes its output is most often about to end: look at once, and soon again.
            Some(Arrival::Closed) => pause = Duration::from_micros(100),
            None => pause = (pause * 2).min(TICK),
        }
    }
}

/// What a reader has to tell.
enum Arrival {
    Closed,
    Flood(Stream),
}

struct Arrivals {
    arrivals: Receiver<Arrival>,
    open: usize,
}

impl Arrivals {
    fn next(&mut self, pause: Duration) -> Option<Arrival> {
        match self.arrivals.recv_timeout(pause) {
            Ok(arrival) => {
                self.open -= 1;
                Some(arrival)
            }
            // Never because nobody is left to send: `run` keeps a sender, so that the pause is always one.
            Err(_) => None,
        }
    }

    fn until_closed(&mut self, within: Duration) {
        let deadline = Instant::now() + within;
        while self.open > 0
            && let Some(left) = deadline.checked_duration_since(Instant::now())
            && self.next(left).is_some()
        {}
    }
}

/// Writes the input from a thread of its own: a program need not read it, and may end in the middle.
fn feed(mut pipe: impl Write + Send + 'static, input: Arc<[u8]>) -> Result<()> {
    let write = move || {
        // That nobody reads is the program's choice.
        let _ = pipe.write_all(&input);
    };
    thread::Builder::new().spawn(write).context("no thread could be started")?;
    Ok(())
}

type Kept = Arc<Mutex<Vec<u8>>>;

/// Reads a pipe from a thread of its own, which tells when the pipe closes or brings too much.
fn drain(pipe: Option<impl Read + Send + 'static>, stream: Stream, events: &Sender<Arrival>) -> Result<Kept> {
    let kept = Kept::default();
    let (into, events) = (Arc::clone(&kept), events.clone());
    let mut pipe = pipe.context("the program was started without a pipe")?;
    let read = move || {
        let mut buffer = vec![0; 64 << 10];
        let arrival = loop {
            match pipe.read(&mut buffer) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Ok(0) | Err(_) => break Arrival::Closed,
                Ok(length) => {
                    let mut kept = into.lock().unwrap_or_else(PoisonError::into_inner);
                    let room = KEPT - kept.len();
                    kept.extend_from_slice(&buffer[..length.min(room)]);
                    if length > room {
                        break Arrival::Flood(stream);
                    }
                }
            }
        };
        // Nobody listens any more once the run has been given up.
        let _ = events.send(arrival);
    };
    thread::Builder::new().spawn(read).context("no thread could be started")?;
    Ok(kept)
}

fn take(kept: &Kept) -> Vec<u8> {
    std::mem::take(&mut *kept.lock().unwrap_or_else(PoisonError::into_inner))
}
