//! For tests: runs a program, talks to it, and waits for what it says, never for time to pass.
#![expect(clippy::disallowed_methods, reason = "tests are threads, and may block")]

mod server;

#[cfg(unix)]
use std::io::{self, PipeReader, PipeWriter, pipe};
use std::io::{Read, Write};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

#[cfg(unix)]
pub use nix::sys::signal::Signal;
pub use server::{Request, Requests, Server};

/// When a program counts as hanging. No test waits for this: it is only what ends one that has gone wrong.
const HANGING: Duration = Duration::from_secs(60);

/// A running program. It is killed when this is dropped.
pub struct Program {
    child: Child,
    stdin: Option<ChildStdin>,
    stdout: Captured,
    stderr: Captured,
}

/// What became of a program.
#[derive(Debug)]
pub struct Finished {
    /// Its exit status.
    pub status: ExitStatus,
    /// All that it printed on stdout.
    pub stdout: String,
    /// All that it printed on stderr.
    pub stderr: String,
}

impl Finished {
    /// Its exit code; None where a signal ended it.
    #[must_use]
    pub fn code(&self) -> Option<i32> {
        self.status.code()
    }

    /// What it said to arguments that make no sense.
    ///
    /// # Panics
    /// When it took them all the same: exit status 2, a word on stderr and nothing on stdout is how to turn them down.
    #[must_use]
    #[track_caller]
    pub fn refusal(&self) -> &str {
        assert!(self.code() == Some(2) && self.stdout.is_empty() && self.stderr.len() > 1, "{self:?}");
        &self.stderr
    }

    /// The lines of stderr that begin with `word`, without it.
    #[must_use]
    pub fn said(&self, word: &str) -> Vec<&str> {
        self.stderr.lines().filter_map(|line| line.strip_prefix(word)).collect()
    }

    /// The lines of stdout in alphabetical order, for programs that promise no other.
    #[must_use]
    pub fn sorted(&self) -> Vec<&str> {
        let mut lines: Vec<_> = self.stdout.lines().collect();
        lines.sort_unstable();
        lines
    }
}

/// Runs `program` with `args` and nothing on stdin, to its end.
///
/// # Panics
/// When it can't be started, or hangs.
#[must_use]
pub fn run(program: &str, args: &[&str]) -> Finished {
    Program::start(Command::new(program).args(args)).finish()
}

impl Program {
    /// Starts a program whose stdin stays open until [`Program::close_stdin`] or [`Program::finish`].
    ///
    /// # Panics
    /// When it can't be started.
    #[must_use]
    pub fn start(command: &mut Command) -> Self {
        Self::start_into(command, Stdio::piped(), Stdio::piped())
    }

    /// Starts a program whose stdout or stderr leads elsewhere; only a pipe of its own is captured.
    ///
    /// # Panics
    /// When it can't be started.
    #[must_use]
    pub fn start_into(command: &mut Command, stdout: impl Into<Stdio>, stderr: impl Into<Stdio>) -> Self {
        let pipes = command.stdin(Stdio::piped()).stdout(stdout).stderr(stderr);
        let mut child = pipes.env("RUST_BACKTRACE", "0").spawn().expect("the program should start");
        // The command keeps what it was given: a pipe would never end for its reader.
        pipes.stdout(Stdio::null()).stderr(Stdio::null());
        Self {
            stdin: child.stdin.take(),
            stdout: Captured::new(child.stdout.take()),
            stderr: Captured::new(child.stderr.take()),
            child,
        }
    }

    /// The number by which the system knows it.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Writes to its stdin. A program that has closed it is no mistake of the test's.
    pub fn send(&mut self, bytes: &[u8]) {
        if let Some(stdin) = &mut self.stdin {
            let _ = stdin.write_all(bytes).and_then(|()| stdin.flush());
        }
    }

    /// Takes its stdin away, to be written to by another thread.
    pub fn take_stdin(&mut self) -> Option<ChildStdin> {
        self.stdin.take()
    }

    /// Closes its stdin.
    pub fn close_stdin(&mut self) {
        self.stdin = None;
    }

    /// Sends it a signal.
    ///
    /// # Panics
    /// When it is gone already.
    #[cfg(unix)]
    pub fn signal(&self, signal: Signal) {
        let id = i32::try_from(self.child.id()).expect("process numbers are small");
        nix::sys::signal::kill(nix::unistd::Pid::from_raw(id), signal)
            .expect("the program should be running");
    }

    /// Waits until stdout holds `text`; returns the line that it is in.
    ///
    /// # Panics
    /// When stdout ends without it.
    pub fn wait_for_stdout(&self, text: &str) -> String {
        self.stdout.wait_for(text)
    }

    /// Waits until stderr holds `text`; returns the line that it is in.
    ///
    /// # Panics
    /// When stderr ends without it.
    pub fn wait_for_stderr(&self, text: &str) -> String {
        self.stderr.wait_for(text)
    }

    /// Closes its stdin and waits for its end.
    ///
    /// # Panics
    /// When it hangs.
    #[must_use]
    pub fn finish(mut self) -> Finished {
        self.close_stdin();
        self.wait()
    }

    /// Waits for its end with stdin as it is.
    ///
    /// # Panics
    /// When it hangs.
    #[must_use]
    pub fn wait(mut self) -> Finished {
        let started = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("a child can be waited for") {
                break status;
            }
            let said = self.stderr.lock().text();
            assert!(started.elapsed() < HANGING, "the program hangs; its stderr: {said}");
            thread::sleep(Duration::from_millis(1));
        };
        Finished { status, stdout: self.stdout.all(), stderr: self.stderr.all() }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A pipe, read by a thread.
struct Captured(Arc<(Mutex<State>, Condvar)>);

/// What came over a pipe so far, and whether that was all.
#[derive(Default)]
struct State {
    bytes: Vec<u8>,
    ended: bool,
}

impl State {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The line that holds `text`, as soon as all of it is there.
    fn line_with(&self, text: &str) -> Option<String> {
        let all = self.text();
        let mut lines = all.split_inclusive('\n').filter(|line| self.ended || line.ends_with('\n'));
        lines.find(|line| line.contains(text)).map(|line| line.trim_end().to_owned())
    }
}

impl Captured {
    fn new(pipe: Option<impl Read + Send + 'static>) -> Self {
        let captured = Self(Arc::default());
        let Some(mut pipe) = pipe else {
            captured.lock().ended = true;
            return captured;
        };
        let shared = captured.0.clone();
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            loop {
                let n = pipe.read(&mut buffer).unwrap_or(0);
                let mut state = shared.0.lock().unwrap_or_else(PoisonError::into_inner);
                state.bytes.extend_from_slice(&buffer[..n]);
                state.ended = n == 0;
                shared.1.notify_all();
                if n == 0 {
                    return;
                }
            }
        });
        captured
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until `reached`, or the end.
    fn wait_until(&self, reached: impl Fn(&State) -> bool) -> MutexGuard<'_, State> {
        let more = |state: &mut State| !state.ended && !reached(state);
        let waited = self.0.1.wait_timeout_while(self.lock(), HANGING, more);
        waited.unwrap_or_else(PoisonError::into_inner).0
    }

    fn wait_for(&self, text: &str) -> String {
        let state = self.wait_until(|state| state.line_with(text).is_some());
        let line = state.line_with(text);
        line.unwrap_or_else(|| panic!("{text:?} never came; what came: {}", state.text()))
    }

    fn all(&self) -> String {
        self.wait_until(|_| false).text()
    }
}

/// Waits until something is so that nobody reports, such as the size of a file.
///
/// # Panics
/// When it never comes to be so.
pub fn wait_until(so: impl Fn() -> bool) {
    let started = Instant::now();
    while !so() {
        assert!(started.elapsed() < HANGING, "what was waited for never came");
        thread::sleep(Duration::from_millis(1));
    }
}

/// A pipe without room: a program that writes to it waits until somebody reads.
///
/// # Errors
/// When there can't be a pipe more.
#[cfg(unix)]
pub fn full_pipe() -> io::Result<(PipeReader, PipeWriter)> {
    use nix::fcntl::{FcntlArg, OFlag, fcntl};

    let (reader, writer) = pipe()?;
    fcntl(&writer, FcntlArg::F_SETFL(OFlag::O_NONBLOCK))?;
    for bytes in [&[b'.'; 4096][..], b"."] {
        while (&writer).write(bytes).is_ok() {}
    }
    fcntl(&writer, FcntlArg::F_SETFL(OFlag::empty()))?;
    Ok((reader, writer))
}
