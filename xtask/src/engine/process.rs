//! Runs a program: feeds it, collects what it prints, watches the clock, and ends its whole process tree.
//!
//! It always comes back: nothing here waits without a limit, not even for a process that can't be killed.

mod pipes;
mod script;
#[cfg(test)]
mod tests;

use std::ffi::OsString;
use std::fmt;
use std::io::{self, PipeReader};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use super::cancel::CancellationToken;
use super::cargo::forget_the_caller;
use super::hang::{Hang, Watch};
use super::meter::{self, Meter};
use super::spec::{Fault, OutputFault, Step};
use super::tree::{Group, Tree};
use pipes::{Arrival, Feeder};
use script::Script;
pub use script::{Timed, TimedEvent};

/// How much of each stream is kept at most.
pub const KEPT: usize = 8 << 20;
/// How long what a program printed may take to arrive once it has ended.
const DRAIN: Duration = Duration::from_secs(1);
/// How many times its limit a program may take on a busy machine, besides.
const LONGEST_STRETCH: u32 = 10;
/// The longest pause between two looks at the clock, at the program, and at the token.
const TICK: Duration = Duration::from_millis(20);
/// The same while a step waits for something, or something is measured.
const SHORT_TICK: Duration = Duration::from_millis(5);

/// What to run, and where.
pub struct RunSpec<'a> {
    /// The executable.
    pub program: &'a Path,
    /// Its arguments.
    pub args: &'a [OsString],
    /// Its current directory.
    pub folder: &'a Path,
    /// Variables that it has in its environment besides ours.
    pub env: &'a [(OsString, OsString)],
    /// What it is given on stdin.
    pub stdin: Stdin<'a>,
    /// How long it may take.
    pub limit: Duration,
    /// What goes wrong around it.
    pub fault: &'a Fault,
    /// How much it may print to each stream, in bytes: at most [`KEPT`]. When it prints more, it is killed.
    pub most: usize,
    /// What happens to it at a certain moment, in the order of time.
    pub timed: &'a [Timed],
    /// Whether to measure how much memory and processor time it uses.
    pub measure: bool,
    /// Whether its stderr is collected, or goes where ours goes, in our process group.
    pub stderr: Stderr,
    /// What happens when it waits for ever.
    pub hangs: Hangs,
}

/// What happens to a program that waits for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hangs {
    /// It is killed at the time limit: somebody outside may still wake it.
    ReachTheLimit,
    /// It is killed as soon as it is certain that nothing can wake it.
    AreProven,
    /// The same, and a debugger is asked where its threads wait.
    AreExplained,
}

/// What a program is given on stdin.
#[derive(Clone)]
pub enum Stdin<'a> {
    /// Nothing: it is at its end.
    Empty,
    /// This, and then the end.
    Bytes(Arc<[u8]>),
    /// What these steps write. It stays open until one closes it.
    Steps(&'a [Step]),
}

/// What becomes of a program's stderr.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stderr {
    /// It is collected.
    Collected,
    /// It goes to the terminal, and so does Ctrl-C to the program.
    Terminal,
}

/// What came of a run.
#[derive(Debug)]
pub struct RunOutcome {
    /// How it ended.
    pub end: End,
    /// What it printed to stdout, at most [`KEPT`] bytes.
    pub stdout: Vec<u8>,
    /// What it printed to stderr, at most [`KEPT`] bytes.
    pub stderr: Vec<u8>,
    /// From the start to the end of the program.
    pub elapsed: Duration,
    /// The text that a step still waited for.
    pub waiting: Option<String>,
    /// The most memory it had, in bytes, where the system tells.
    pub peak: Option<u64>,
    /// The processor time it used, where the system tells.
    pub cpu: Option<Duration>,
    /// What is known about its threads, if it didn't end.
    pub hang: Option<Hang>,
    /// Whether it has caught the signal of the fault at some time, where the system tells.
    pub catches: bool,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The program exited.
    Exited(ExitStatus),
    /// It was killed: nothing could wake it any more.
    Deadlocked,
    /// It was killed at its limit.
    OverLimit,
    /// It exited, but a process that it started still ran and held its output open.
    LeftBehind(ExitStatus),
    /// It was killed: it printed more than is kept.
    Flooded(Stream),
    /// It was killed: the command was cancelled.
    Cancelled,
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

/// Runs the program until it exits, or ends it.
///
/// # Errors
/// When it can't be started or waited for.
pub fn run(spec: &RunSpec, cancel: &CancellationToken) -> Result<RunOutcome> {
    Run::start(spec)?.finish(cancel, &mut |_, _| {})
}

/// What [`run`] does, passing on what is printed as it comes. Of what is passed on, any amount may come.
pub fn run_streaming(
    spec: &RunSpec,
    cancel: &CancellationToken,
    received: &mut dyn FnMut(Stream, &[u8]),
) -> Result<RunOutcome> {
    let mut run = Run::start(spec)?;
    run.bounded = false;
    run.finish(cancel, received)
}

/// A program that runs.
struct Run<'a> {
    spec: &'a RunSpec<'a>,
    tree: Tree,
    arrivals: Receiver<Arrival>,
    /// Lets the readers read what a fault has held back.
    release: pipes::Release,
    open: usize,
    output: Output,
    script: Script<'a>,
    meter: Option<Meter>,
    watch: Watch,
    started: Instant,
    bounded: bool,
    catches: bool,
}

/// What it has printed so far.
#[derive(Default)]
struct Output {
    stdout: Vec<u8>,
    stderr: Vec<u8>,
}

impl<'a> Run<'a> {
    fn start(spec: &'a RunSpec<'a>) -> Result<Run<'a>> {
        let mut command = command(spec);
        command.stdin(if matches!(spec.stdin, Stdin::Empty) { Stdio::null() } else { Stdio::piped() });
        let (stdout, stdout_reader) = output(spec.fault.stdout)?;
        let collected = spec.stderr == Stderr::Collected;
        let (stderr, stderr_reader) =
            if collected { output(spec.fault.stderr)? } else { (Stdio::inherit(), None) };
        command.stdout(stdout).stderr(stderr);
        let group = if collected { Group::Own } else { Group::Ours };
        let started = Instant::now();
        let tree = on_one_core(spec.fault.one_core, || Tree::start_in(command, group));
        let mut tree = tree.with_context(|| format!("{}: can't be started", spec.program.display()))?;

        let (events, arrivals) = mpsc::sync_channel(64);
        let release = pipes::Release::default();
        let child = tree.child();
        let feeder = child.stdin().take().map(Feeder::start).transpose()?;
        let mut open = 0;
        if let Some(stdout) = stdout_reader {
            open += 1;
            pipes::read(stdout, Stream::Stdout, spec.fault.stdout, &events, &release)?;
        }
        if let Some(stderr) = stderr_reader {
            open += 1;
            pipes::read(stderr, Stream::Stderr, spec.fault.stderr, &events, &release)?;
        }
        let holds_output = [spec.fault.stdout, spec.fault.stderr]
            .iter()
            .any(|fault| matches!(fault, Some(OutputFault::Unread(_) | OutputFault::Slow(_))));
        Ok(Run {
            spec,
            arrivals,
            release,
            open,
            output: Output::default(),
            script: Script::new(&spec.stdin, spec.fault.stdin, feeder, spec.timed),
            meter: spec.measure.then(Meter::new),
            watch: Watch::new(spec.hangs != Hangs::ReachTheLimit && !holds_output),
            tree,
            started,
            bounded: true,
            catches: false,
        })
    }

    fn finish(
        mut self,
        cancel: &CancellationToken,
        received: &mut dyn FnMut(Stream, &[u8]),
    ) -> Result<RunOutcome> {
        let (end, elapsed) = self.until_end(cancel, received)?;
        let hang = match end {
            End::Deadlocked | End::OverLimit => {
                let debugger = (self.spec.hangs == Hangs::AreExplained).then_some(cancel);
                Some(self.watch.report(&self.tree, end == End::Deadlocked, self.meter.as_ref(), debugger))
            }
            _ => None,
        };
        if self.spec.stderr == Stderr::Terminal && matches!(end, End::Exited(_)) {
            // A build may have started a helper that others use.
            self.tree.let_go();
        } else {
            self.tree.end();
        }
        self.release.all();
        // What is in the pipes still arrives; a process that holds them and can't be killed is not waited for.
        let deadline = Instant::now() + DRAIN / 4;
        while self.open > 0
            && let Some(left) = deadline.checked_duration_since(Instant::now())
            && let Ok(arrival) = self.arrivals.recv_timeout(left)
        {
            self.receive(arrival, received);
        }
        let meter = self.meter.unwrap_or_default();
        Ok(RunOutcome {
            end,
            stdout: self.output.stdout,
            stderr: self.output.stderr,
            elapsed,
            waiting: self.script.waiting(),
            peak: meter.peak,
            cpu: meter.cpu,
            hang,
            catches: self.catches,
        })
    }

    /// Waits for the end of the program and of what it prints, or for a reason to end it.
    fn until_end(
        &mut self,
        cancel: &CancellationToken,
        received: &mut dyn FnMut(Stream, &[u8]),
    ) -> Result<(End, Duration)> {
        // Set once the program has exited, while its output is still open.
        let mut exited: Option<(ExitStatus, Duration)> = None;
        let mut pause = Duration::from_millis(1);
        let is_watched = !self.script.is_done() || self.meter.is_some() || self.spec.fault.signal.is_some();
        let longest = if is_watched { SHORT_TICK } else { TICK };
        loop {
            if exited.is_none() {
                self.script.advance(&self.tree, &self.output.stdout, &self.output.stderr, self.started);
                if let Some(meter) = &mut self.meter {
                    meter.look(self.tree.id());
                }
                if let Some(signal) = self.spec.fault.signal {
                    self.catches |= self.tree.catches(signal);
                }
                if let Some(status) = self.tree.try_wait().context("the program can't be waited for")? {
                    exited = Some((status, self.started.elapsed()));
                    self.release.all();
                }
            }
            let now = self.started.elapsed();
            match exited {
                Some((status, elapsed)) if self.open == 0 => return Ok((End::Exited(status), elapsed)),
                Some((status, elapsed)) if now > elapsed + DRAIN => {
                    // Only a process that is alive can hold the output open for so long.
                    let alive = !self.tree.processes().is_empty();
                    let end = if alive { End::LeftBehind(status) } else { End::Exited(status) };
                    return Ok((end, elapsed));
                }
                None if now >= self.spec.limit && now >= self.spec.limit + self.waited_for_a_processor() => {
                    return Ok((End::OverLimit, now));
                }
                None if self.is_deadlocked() => return Ok((End::Deadlocked, now)),
                _ if cancel.is_cancelled() => return Ok((End::Cancelled, now)),
                _ => {}
            }
            match self.arrivals.recv_timeout(pause) {
                Ok(Arrival::Closed) => {
                    // A program that closes its output is most often about to exit: look at once, and soon again.
                    self.open -= 1;
                    pause = Duration::from_micros(100);
                }
                Ok(arrival) => {
                    let stream = self.receive(arrival, received);
                    if self.bounded
                        && let Some(stream) = stream
                    {
                        return Ok((End::Flooded(stream), self.started.elapsed()));
                    }
                }
                Err(_) => {
                    if self.open == 0 {
                        // Nothing arrives any more, so that the pause is ours to make.
                        std::thread::sleep(pause);
                    }
                    pause = (pause * 2).min(longest);
                }
            }
        }
    }

    /// How long the program had to wait because the machine was busy with something else. That doesn't count, within bounds.
    fn waited_for_a_processor(&self) -> Duration {
        meter::waited_for_a_processor(self.tree.id()).min(self.spec.limit * LONGEST_STRETCH)
    }

    fn is_deadlocked(&mut self) -> bool {
        let printed = self.output.stdout.len() + self.output.stderr.len();
        let pending = self.script.stdin_is_pending();
        self.script.only_waits() && self.watch.proves_a_deadlock(&self.tree, printed, pending)
    }

    /// Keeps what arrived. Returns the stream that has brought too much.
    fn receive(&mut self, arrival: Arrival, received: &mut dyn FnMut(Stream, &[u8])) -> Option<Stream> {
        let Arrival::Data(stream, data) = arrival else {
            self.open -= 1;
            return None;
        };
        received(stream, &data);
        let kept = match stream {
            Stream::Stdout => &mut self.output.stdout,
            Stream::Stderr => &mut self.output.stderr,
        };
        let room = self.spec.most.saturating_sub(kept.len());
        kept.extend_from_slice(&data[..data.len().min(room)]);
        (data.len() > room).then_some(stream)
    }
}

/// What a program prints to: a pipe to us, and our end of it. One that is closed after no line is closed before the program
/// starts, so that it makes no difference how fast the program is.
fn output(fault: Option<OutputFault>) -> Result<(Stdio, Option<PipeReader>)> {
    let (reader, writer) = io::pipe().context("no pipe could be made")?;
    if matches!(fault, Some(OutputFault::Unread(_) | OutputFault::Slow(_))) {
        pipes::shrink(&writer);
    }
    let reader = Some(reader).filter(|_| fault != Some(OutputFault::CloseAfter(0)));
    Ok((writer.into(), reader))
}

fn command(spec: &RunSpec) -> Command {
    let Fault { file_kib, open_files, memory_mib, .. } = spec.fault;
    // The shell sets the limits and becomes the program, but not if it can't set one. A write past the limit is an error
    // then, not a signal.
    let mut limits = String::new();
    if let Some(kib) = file_kib {
        limits += &format!("trap '' XFSZ; ulimit -f {} && ", kib * 2);
    }
    if let Some(files) = open_files {
        limits += &format!("ulimit -n {files} && ");
    }
    if let Some(mib) = memory_mib {
        limits += &format!("ulimit -v {} && ", mib * 1024);
    }
    let mut command = if limits.is_empty() {
        Command::new(spec.program)
    } else {
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(limits + r#"exec "$0" "$@""#).arg(spec.program);
        shell
    };
    command.args(spec.args).current_dir(spec.folder);
    forget_the_caller(&mut command);
    command.envs(spec.env.iter().map(|(name, value)| (name, value)));
    command
}

/// Starts something that is kept to one processor: what a thread starts inherits its processors.
#[cfg(target_os = "linux")]
fn on_one_core<T>(one_core: bool, start: impl FnOnce() -> T) -> T {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
    use nix::unistd::Pid;

    let this_thread = Pid::from_raw(0);
    let (true, Ok(all)) = (one_core, sched_getaffinity(this_thread)) else {
        return start();
    };
    // Each takes the next one, so that those that run at the same time don't share it.
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let cpus: Vec<usize> = (0..CpuSet::count()).filter(|&cpu| all.is_set(cpu).unwrap_or(false)).collect();
    let turn = NEXT.fetch_add(1, Ordering::Relaxed);
    let cpu = turn.checked_rem(cpus.len()).map(|at| cpus[at]);
    let mut one = CpuSet::new();
    let set = cpu.is_some_and(|cpu| one.set(cpu).is_ok() && sched_setaffinity(this_thread, &one).is_ok());
    let started = start();
    if set {
        let _ = sched_setaffinity(this_thread, &all);
    }
    started
}

/// Elsewhere such a case is skipped.
#[cfg(not(target_os = "linux"))]
fn on_one_core<T>(_one_core: bool, start: impl FnOnce() -> T) -> T {
    start()
}
