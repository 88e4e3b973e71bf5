//! Asks a debugger where in its own source each thread of a program is.

use std::collections::HashMap;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::engine::cancel::CancellationToken;

/// How long the debugger may take; a busy machine takes longer than the half second that it needs.
const PATIENCE: Duration = Duration::from_secs(10);

/// For each thread, by its id, the innermost line of the program's own source: `src/main.rs:37`. Empty without `gdb`.
pub fn source_lines(program: u32, cancel: &CancellationToken) -> HashMap<u32, String> {
    /// Debuggers that run at the same time take each other's time.
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _one = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let backtraces = gdb(program, cancel).unwrap_or_default();
    parse(&String::from_utf8_lossy(&backtraces))
}

fn gdb(program: u32, cancel: &CancellationToken) -> Option<Vec<u8>> {
    // Nobody waits for it any more.
    if cancel.is_cancelled() {
        return None;
    }
    let mut gdb = Command::new("gdb")
        .args(["--batch", "-nx", "-iex", "set debuginfod enabled off", "-p", &program.to_string()])
        // Otherwise a dependency's file is `src/lib.rs`, as the program's own may be.
        .args(["-iex", "set filename-display absolute", "-ex", "thread apply all backtrace 60"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let mut stdout = gdb.stdout.take()?;
    let reader = thread::spawn(move || {
        let mut output = Vec::new();
        let _ = stdout.read_to_end(&mut output);
        output
    });
    let deadline = Instant::now() + PATIENCE;
    while !reader.is_finished() && Instant::now() < deadline && !cancel.is_cancelled() {
        thread::sleep(Duration::from_millis(5));
    }
    let _ = gdb.kill();
    let _ = gdb.wait();
    reader.join().ok()
}

fn parse(backtraces: &str) -> HashMap<u32, String> {
    let mut lines = HashMap::new();
    let mut thread = None;
    for line in backtraces.lines() {
        // Thread 2 (Thread 0x7f… (LWP 1234) "worker 0"):
        if line.starts_with("Thread ")
            && let Some((_, rest)) = line.split_once("(LWP ")
        {
            thread = rest.split(')').next().and_then(|id| id.parse::<u32>().ok());
        }
        // #5  0x… in multi_thread_matrix::main () at multi-thread-matrix/src/main.rs:37
        let (true, Some(id), Some((_, source))) = (line.starts_with('#'), thread, line.rsplit_once(" at "))
        else {
            continue;
        };
        if is_own(source) {
            lines.entry(id).or_insert_with(|| short(source.trim()));
        }
    }
    lines
}

/// A file as you would type it here.
fn short(source: &str) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    Path::new(source).strip_prefix(here).unwrap_or(Path::new(source)).display().to_string()
}

/// Whether a file is the program's, and not the standard library's, a dependency's or the C library's.
fn is_own(source: &str) -> bool {
    source.contains(".rs:")
        && !["/rustc/", "/registry/src/", "/git/checkouts/", "/rustlib/"]
            .iter()
            .any(|not| source.contains(not))
        && !source.starts_with("library/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_line_of_its_own_source_is_found_for_each_thread() {
        let backtraces = "\
Thread 2 (Thread 0x7f1 (LWP 12) \"worker 0\"):
#0  syscall () at ../sysdeps/unix/sysv/linux/x86_64/syscall.S:38
#1  std::thread::park () at library/std/src/thread/mod.rs:1
#2  flume::recv () at /home/me/.cargo/registry/src/index/flume-0.12.0/src/lib.rs:9
#3  demo::worker () at demo/src/main.rs:40
#4  demo::main () at demo/src/main.rs:20

Thread 1 (Thread 0x7f2 (LWP 11) \"demo\"):
#0  core::ops::f () at /rustc/abc/library/core/src/ops.rs:2
#1  demo::main () at demo/src/main.rs:37
";
        let lines = parse(backtraces);
        assert_eq!(lines[&12], "demo/src/main.rs:40");
        assert_eq!(lines[&11], "demo/src/main.rs:37");
    }
}
