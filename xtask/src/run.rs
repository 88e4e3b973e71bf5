//! Runs a program: feeds it, captures what it prints, watches the clock, and ends its whole process tree.
//!
//! It always comes back: nothing here waits without a limit, not even for a process that can't be killed.

use std::ffi::OsStr;
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
/// The same while a step waits for something, or the memory is watched.
const SHORT_TICK: Duration = Duration::from_millis(5);

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
    /// What happens to it meanwhile, in this order. With any, stdin stays open until it is closed by one.
    pub steps: &'a [Step],
    /// Variables that it has in its environment besides ours.
    pub environment: &'a [(&'a str, &'a OsStr)],
    /// Whether to look at how much memory and time it uses.
    pub measure: bool,
}

/// One thing that happens to a program while it runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// This is written to its stdin.
    Input(Arc<[u8]>),
    /// Nothing more happens until it has printed this, to stdout or to stderr.
    Wait(String),
    /// It is sent this.
    Signal(Signal),
    /// Its stdin is closed.
    Close,
}

/// A signal that is sent to a program, and only to the program itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// What Ctrl-C sends.
    Int,
    /// What `kill` sends.
    Term,
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
    /// What a step still waited for.
    pub waiting: Option<String>,
    /// The most memory it had, in bytes, where the system tells.
    pub peak: Option<u64>,
    /// The time it spent on a processor, where the system tells.
    pub cpu: Option<Duration>,
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
    let feeds = launch.input.is_some() || !launch.steps.is_empty();
    let mut command = Command::new(launch.program);
    command
        .args(launch.args)
        .current_dir(launch.folder)
        .env("RUST_BACKTRACE", "0")
        .env("NO_COLOR", "1")
        .envs(launch.environment.iter().copied())
        .stdin(if feeds { Stdio::piped() } else { Stdio::null() })
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let started = Instant::now();
    let mut tree =
        Tree::start(command).with_context(|| format!("{}: can't be started", launch.program.display()))?;

    let (events, arrivals) = mpsc::channel();
    let child = tree.child();
    let mut feeder = match child.stdin().take() {
        Some(pipe) => Some(feed(pipe)?),
        None => None,
    };
    if let (Some(input), Some(feeder)) = (&launch.input, &feeder) {
        // That nobody reads is the program's choice.
        let _ = feeder.send(Arc::clone(input));
    }
    if launch.steps.is_empty() {
        feeder = None;
    }
    let stdout = drain(child.stdout().take(), Stream::Stdout, &events)?;
    let stderr = drain(child.stderr().take(), Stream::Stderr, &events)?;
    let mut arrivals = Arrivals { arrivals, open: 2 };
    let mut script = Script::new(launch.steps, feeder, [Arc::clone(&stdout), Arc::clone(&stderr)]);
    let mut meter = launch.measure.then(Meter::new);

    let deadline = started + launch.limit;
    let (end, elapsed) =
        until_end(&mut tree, &mut arrivals, &mut script, &mut meter, started, deadline, stop)?;
    tree.end();
    // What is in the pipes still comes; who holds them now can't be killed and is not waited for.
    arrivals.until_closed(DRAIN / 4);

    let meter = meter.unwrap_or_default();
    Ok(Outcome {
        end,
        stdout: take(&stdout),
        stderr: take(&stderr),
        elapsed,
        waiting: script.waiting(),
        peak: meter.peak,
        cpu: meter.cpu,
    })
}

/// Waits for the end of the program and of what it prints, or for a reason to end it.
fn until_end(
    tree: &mut Tree,
    arrivals: &mut Arrivals,
    script: &mut Script,
    meter: &mut Option<Meter>,
    started: Instant,
    deadline: Instant,
    stop: &Stop,
) -> Result<(End, Duration)> {
    // Set once the program has ended, while its output is still open.
    let mut exited: Option<(ExitStatus, Duration)> = None;
    let mut pause = Duration::from_millis(1);
    let longest = if script.is_empty() && meter.is_none() { TICK } else { SHORT_TICK };
    loop {
        if exited.is_none() {
            let program = tree.child().id();
            script.go_on(program);
            if let Some(meter) = meter {
                meter.look(program);
            }
        }
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
            None => pause = (pause * 2).min(longest),
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

/// Writes what it is sent from a thread of its own: a program need not read it, and may end in the middle.
/// The pipe is closed when everything is written and nobody can send more.
fn feed(mut pipe: impl Write + Send + 'static) -> Result<Sender<Arc<[u8]>>> {
    let (feeder, inputs) = mpsc::channel::<Arc<[u8]>>();
    let write = move || {
        for input in inputs {
            if pipe.write_all(&input).and_then(|()| pipe.flush()).is_err() {
                break;
            }
        }
    };
    thread::Builder::new().spawn(write).context("no thread could be started")?;
    Ok(feeder)
}

/// The steps that are still to come.
struct Script<'a> {
    steps: &'a [Step],
    feeder: Option<Sender<Arc<[u8]>>>,
    streams: [Kept; 2],
    /// How much of each stream has been looked through in vain for the text that is waited for.
    looked: [usize; 2],
}

impl<'a> Script<'a> {
    fn new(steps: &'a [Step], feeder: Option<Sender<Arc<[u8]>>>, streams: [Kept; 2]) -> Script<'a> {
        Script { steps, feeder, streams, looked: [0; 2] }
    }

    fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Takes every step that can be taken now.
    fn go_on(&mut self, program: u32) {
        while let Some((step, rest)) = self.steps.split_first() {
            match step {
                Step::Input(input) => {
                    if let Some(feeder) = &self.feeder {
                        // It may have ended, or not care.
                        let _ = feeder.send(Arc::clone(input));
                    }
                }
                Step::Wait(text) => {
                    if !self.has_come(text.as_bytes()) {
                        return;
                    }
                    self.looked = [0; 2];
                }
                Step::Signal(signal) => send(*signal, program),
                Step::Close => self.feeder = None,
            }
            self.steps = rest;
        }
    }

    fn has_come(&mut self, text: &[u8]) -> bool {
        for (kept, looked) in self.streams.iter().zip(&mut self.looked) {
            let kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
            // What was looked through may end with the first part of it.
            let from = looked.saturating_sub(text.len());
            if kept[from..].windows(text.len()).any(|part| part == text) {
                return true;
            }
            *looked = kept.len();
        }
        false
    }

    /// What the next step waits for.
    fn waiting(&self) -> Option<String> {
        match self.steps.first() {
            Some(Step::Wait(text)) => Some(text.clone()),
            _ => None,
        }
    }
}

/// Sends a program a signal.
#[cfg(unix)]
pub fn send(signal: Signal, program: u32) {
    use nix::sys::signal::{Signal as Number, kill};
    use nix::unistd::Pid;

    let number = match signal {
        Signal::Int => Number::SIGINT,
        Signal::Term => Number::SIGTERM,
    };
    if let Ok(program) = program.try_into() {
        // It may have ended in between.
        let _ = kill(Pid::from_raw(program), number);
    }
}

/// Where there are no signals, nothing that needs one is run.
#[cfg(not(unix))]
pub fn send(_signal: Signal, _program: u32) {}

/// How much a program uses.
#[derive(Default)]
pub struct Meter {
    /// The most memory it had, in bytes, where the system tells.
    pub peak: Option<u64>,
    /// The time it spent on a processor, where the system tells.
    pub cpu: Option<Duration>,
}

impl Meter {
    /// Nothing is known yet.
    pub fn new() -> Meter {
        // What ends before the first look has used next to nothing.
        let linux = cfg!(target_os = "linux");
        Meter { peak: cfg!(unix).then_some(0), cpu: linux.then_some(Duration::ZERO) }
    }

    /// Looks at what it has used so far. Both only grow, so that the last look counts.
    #[cfg(target_os = "linux")]
    pub fn look(&mut self, program: u32) {
        use std::fs::read_to_string;

        /// Linux tells times in hundredths of a second, whatever its own clock does.
        const A_SECOND: u64 = 100;

        let status = read_to_string(format!("/proc/{program}/status")).unwrap_or_default();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let peak = peak.and_then(|peak| peak.trim().trim_end_matches(" kB").parse::<u64>().ok());
        // What has ended has no memory any more.
        self.peak = peak.map(|kib| kib << 10).max(self.peak);

        let stat = read_to_string(format!("/proc/{program}/stat")).unwrap_or_default();
        // The name of the program comes second, in brackets, and may have a bracket in it.
        let Some((_, fields)) = stat.rsplit_once(')') else {
            return;
        };
        let times = fields.split_whitespace().skip(11).take(2);
        let hundredths: Option<u64> = times.map(|time| time.parse::<u64>().ok()).sum();
        self.cpu = hundredths.map(|time| Duration::from_millis(time * 1000 / A_SECOND)).max(self.cpu);
    }

    /// Elsewhere on Unix `ps` tells how much memory it has at the moment, in KiB.
    #[cfg(all(unix, not(target_os = "linux")))]
    pub fn look(&mut self, program: u32) {
        let ps = Command::new("ps").args(["-o", "rss=", "-p", &program.to_string()]).output();
        let now = ps.ok().and_then(|ps| String::from_utf8_lossy(&ps.stdout).trim().parse::<u64>().ok());
        self.peak = now.map(|kib| kib << 10).max(self.peak);
    }

    /// Elsewhere nothing is known.
    #[cfg(not(unix))]
    pub fn look(&mut self, _program: u32) {}
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
