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
    /// Starts the program as the first of a group of its own. Its pipes are then in [`Tree::child`].
    pub fn start(command: Command) -> io::Result<Tree> {
        Tree::start_in(command, Group::Own)
    }

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

    /// How the program itself ended, if it has.
    pub fn try_wait(&mut self) -> io::Result<Option<ExitStatus>> {
        self.child.try_wait()
    }

    /// Leaves what is left alone: a build may have started a helper that others use.
    pub fn let_go(mut self) {
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

/// Kills every process that carries the mark, and looks again until none is left: one may have started
/// another while we looked.
#[cfg(target_os = "linux")]
fn end_marked(mark: &str, deadline: Instant) {
    use nix::sys::signal::{Signal, kill};
    use nix::unistd::Pid;

    loop {
        let marked = marked(mark);
        for &pid in &marked {
            // It may have ended by itself in between.
            let _ = kill(Pid::from_raw(pid), Signal::SIGKILL);
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
pub fn marked(mark: &str) -> Vec<i32> {
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
