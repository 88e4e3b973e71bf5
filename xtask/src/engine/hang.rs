//! Proves that a program waits for ever, and says what is known about one that doesn't end.
//!
//! On Linux the system tells in which system call each thread waits. When every thread of every process waits without a
//! time limit, no step is pending that could wake one, no event can come from outside, and nothing changes between
//! a few looks, nothing can wake the program any more. Elsewhere, and for programs that compute or sleep, the time
//! limit decides.

mod debugger;
#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
#[path = "hang/linux.rs"]
mod system;
#[cfg(not(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64"))))]
#[path = "hang/elsewhere.rs"]
mod system;
#[cfg(test)]
mod tests;

use std::fmt;
use std::time::{Duration, Instant};

use super::cancel::CancellationToken;
use super::meter::{Meter, cpu_time};
use super::tree::Tree;

/// How long a program is watched between two looks.
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);
/// How many looks must find the same.
const LOOKS: usize = 4;

/// What is known about a program that didn't end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hang {
    /// Whether nothing could wake it any more.
    pub proven: bool,
    /// The processor time that it had used.
    pub cpu: Option<Duration>,
    /// The threads of the program itself.
    pub threads: Vec<Thread>,
}

/// A thread of a program that didn't end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thread {
    /// Its name; that of the first is `main`.
    pub name: String,
    /// What it does.
    pub activity: Activity,
    /// The line of its own source in which it does that, if a debugger could tell.
    pub source: Option<String>,
}

/// What a thread does.
#[cfg_attr(
    not(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64"))),
    expect(dead_code, reason = "elsewhere nothing is known of threads")
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activity {
    /// It computes, or is about to.
    Runs,
    /// It waits for another thread: for a channel, a lock, or its end.
    WaitsForThread,
    /// It waits for an event: an async runtime with nothing to do.
    WaitsForEvent,
    /// It reads stdin.
    ReadsStdin,
    /// It reads a pipe or a socket.
    Reads,
    /// It waits for a client to connect.
    Accepts,
    /// It waits for a process that it started.
    WaitsForProcess,
    /// It waits for a signal.
    WaitsForSignal,
    /// It waits with a time limit: it sleeps.
    Sleeps,
    /// It is in another system call.
    InSystemCall,
}

impl fmt::Display for Activity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Activity::Runs => "is running",
            Activity::WaitsForThread => "waits for another thread (a channel, a lock, a join)",
            Activity::WaitsForEvent => "waits for an event (an idle async runtime)",
            Activity::ReadsStdin => "reads stdin",
            Activity::Reads => "reads a pipe or a socket",
            Activity::Accepts => "waits for a client to connect",
            Activity::WaitsForProcess => "waits for a process that it started",
            Activity::WaitsForSignal => "waits for a signal",
            Activity::Sleeps => "waits with a time limit",
            Activity::InSystemCall => "is in a system call",
        })
    }
}

/// Looks at a program from time to time, until it is clear that nothing can wake it.
pub struct Watch {
    enabled: bool,
    next_look: Instant,
    last: Option<(system::Snapshot, usize)>,
    same: usize,
}

impl Watch {
    /// Nothing is known yet. A program whose output isn't read may wait for us, so that nothing can be proven.
    pub fn new(enabled: bool) -> Watch {
        Watch { enabled, next_look: Instant::now() + BETWEEN_LOOKS, last: None, same: 0 }
    }

    /// Whether it is certain that the program waits for ever. `printed` is how much it has printed so far, and
    /// `stdin_is_pending` whether something is still to be written to its stdin.
    pub fn proves_a_deadlock(&mut self, tree: &Tree, printed: usize, stdin_is_pending: bool) -> bool {
        let now = Instant::now();
        if !self.enabled || now < self.next_look {
            return false;
        }
        self.next_look = now + BETWEEN_LOOKS;
        let snapshot = system::Snapshot::take(tree, stdin_is_pending);
        let Some(snapshot) = snapshot.filter(system::Snapshot::waits_for_ever) else {
            self.last = None;
            self.same = 0;
            return false;
        };
        let found = (snapshot, printed);
        self.same = if self.last.as_ref() == Some(&found) { self.same + 1 } else { 1 };
        let proven = self.same >= LOOKS && found.0.is_closed_to_the_outside();
        self.last = Some(found);
        proven
    }

    /// What is known about the program, which is still alive. With a token that ends it, a debugger is asked.
    pub fn report(
        &self,
        tree: &Tree,
        proven: bool,
        meter: Option<&Meter>,
        debugger: Option<&CancellationToken>,
    ) -> Hang {
        let program = tree.id();
        let cpu = cpu_time(program).max(meter.and_then(|meter| meter.cpu));
        let mut threads = system::threads(program);
        if let Some(cancel) = debugger
            && !threads.is_empty()
        {
            let sources = debugger::source_lines(program, cancel);
            for (id, thread) in &mut threads {
                thread.source = sources.get(id).cloned();
            }
        }
        Hang { proven, cpu, threads: threads.into_iter().map(|(_, thread)| thread).collect() }
    }
}
