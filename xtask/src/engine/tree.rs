//! A program and every process that it starts, held together so that all of them can be ended.
//!
//! On Unix they are a process group, on Windows a job object. A process can leave its group (a daemon does);
//! on Linux such a one is found all the same, by a mark in the environment that it has inherited. What
//! escapes is only a process that leaves the group and starts another program with an emptied environment.

use std::io;
use std::process::{self, Command, ExitStatus};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

#[cfg(windows)]
use process_wrap::std::JobObject;
#[cfg(unix)]
use process_wrap::std::ProcessGroup;
use process_wrap::std::{ChildWrapper, CommandWrap};

use super::spec::Signal;

/// How long a killed process may take to be gone before it is left alone.
const GONE_WITHIN: Duration = Duration::from_secs(1);

/// The process group of a program, on Unix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// One of its own, in which everything that it starts can be ended at once.
    Own,
    /// The one of this process: it may then write to the terminal whatever its settings, and is interrupted
    /// by the keyboard itself.
    Ours,
}

static STARTED: AtomicU64 = AtomicU64::new(0);

/// A running program with all that it started. Dropping it ends them.
pub struct Tree {
    child: Box<dyn ChildWrapper>,
    mark: String,
    ended: bool,
}

impl Tree {
    /// Starts the program in the group that it is told.
    pub fn start_in(mut command: Command, group: Group) -> io::Result<Tree> {
        // The mark is the variable's name, not its value: a checker checked by this one adds its own to ours.
        let number = STARTED.fetch_add(1, Ordering::Relaxed);
        let name = format!("XTASK_RUN_{}_{number}", process::id());
        command.env(&name, "1");
        let mut command = CommandWrap::from(command);
        #[cfg(unix)]
        if group == Group::Own {
            command.wrap(ProcessGroup::leader());
        }
        #[cfg(not(unix))]
        let _ = group;
        #[cfg(windows)]
        command.wrap(JobObject);
        Ok(Tree { child: command.spawn()?, mark: format!("{name}=1"), ended: false })
    }

    /// The program itself.
    pub fn child(&mut self) -> &mut dyn ChildWrapper {
        self.child.as_mut()
    }

    /// The process id of the program.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends the program a signal, and only the program itself.
    pub fn signal(&self, signal: Signal) {
        send(signal, self.id());
    }

    /// Whether the program catches the signal now, where the system tells. One that was sent before and has not arrived
    /// yet would become one with the next.
    pub fn catches(&self, signal: Signal) -> bool {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id())).unwrap_or_default();
        let number = match signal {
            Signal::Int => 2,
            Signal::Term => 15,
        };
        let is_in = |name: &str| {
            let mask = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
            u64::from_str_radix(mask.trim(), 16).is_ok_and(|mask| mask >> (number - 1) & 1 == 1)
        };
        is_in("SigCgt:") && !is_in("ShdPnd:")
    }

    /// Pauses every process of it.
    pub fn pause(&self) {
        send_group(Paused::Yes, self.id());
    }

    /// Lets every process of it continue.
    pub fn resume(&self) {
        send_group(Paused::No, self.id());
    }

    /// The live processes of it, where the system tells: the program itself and those that it started.
    pub fn processes(&self) -> Vec<i32> {
        ids(&self.mark)
    }

    /// How the program itself ended, if it has.
    pub fn try_wait(&mut self) -> io::Result<Option<ExitStatus>> {
        self.child.try_wait()
    }

    /// Leaves what is left alone: a build may have started a helper that others use.
    pub fn let_go(&mut self) {
        self.ended = true;
    }

    /// Ends whatever is left, whether or not the program has ended. Returns soon even if something can't be
    /// killed.
    pub fn end(&mut self) {
        if self.ended {
            return;
        }
        self.ended = true;
        // An error means that nobody is left in the group, or nobody who may be killed.
        let _ = self.child.start_kill();
        let deadline = Instant::now() + GONE_WITHIN;
        while matches!(self.child.try_wait(), Ok(None)) && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(1));
        }
        end_marked(&self.mark, deadline);
    }
}

impl Drop for Tree {
    fn drop(&mut self) {
        self.end();
    }
}

/// Sends a program a signal.
#[cfg(unix)]
fn send(signal: Signal, program: u32) {
    use nix::sys::signal::{Signal as Number, kill};

    let number = match signal {
        Signal::Int => Number::SIGINT,
        Signal::Term => Number::SIGTERM,
    };
    if let Ok(program) = program.try_into() {
        // It may have ended in between.
        let _ = kill(nix::unistd::Pid::from_raw(program), number);
    }
}

/// Where there are no signals, nothing that needs one is run.
#[cfg(not(unix))]
fn send(_signal: Signal, _program: u32) {}

enum Paused {
    Yes,
    No,
}

#[cfg(unix)]
fn send_group(paused: Paused, program: u32) {
    use nix::sys::signal::{Signal as Number, killpg};

    let number = if matches!(paused, Paused::Yes) { Number::SIGSTOP } else { Number::SIGCONT };
    if let Ok(program) = program.try_into() {
        let _ = killpg(nix::unistd::Pid::from_raw(program), number);
    }
}

#[cfg(not(unix))]
fn send_group(_paused: Paused, _program: u32) {}

/// Kills every process that carries the mark, and looks again until none is left: one may have started
/// another while we looked.
#[cfg(target_os = "linux")]
fn end_marked(mark: &str, deadline: Instant) {
    use nix::sys::signal::{Signal as Number, kill};
    use nix::unistd::Pid;

    loop {
        let marked = ids(mark);
        for &pid in &marked {
            // It may have ended by itself in between.
            let _ = kill(Pid::from_raw(pid), Number::SIGKILL);
        }
        if marked.is_empty() || Instant::now() >= deadline {
            return;
        }
        thread::sleep(Duration::from_millis(1));
    }
}

/// Elsewhere the group or the job has to do.
#[cfg(not(target_os = "linux"))]
fn end_marked(_mark: &str, _deadline: Instant) {}

/// The live processes whose environment has the mark.
#[cfg(target_os = "linux")]
fn ids(mark: &str) -> Vec<i32> {
    let Ok(entries) = std::fs::read_dir("/proc") else {
        return Vec::new();
    };
    let pids = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    let has_mark = |pid: &i32| {
        // Another user's can't be read, and what has ended has none.
        std::fs::read(format!("/proc/{pid}/environ"))
            .is_ok_and(|environ| environ.split(|&byte| byte == 0).any(|entry| entry == mark.as_bytes()))
    };
    pids.filter(has_mark).collect()
}

/// Elsewhere nobody knows, so the worst is assumed.
#[cfg(not(target_os = "linux"))]
fn ids(_mark: &str) -> Vec<i32> {
    vec![0]
}
