//! What the tests of async-to-sync share: a running server, and clients that are threads.
#![allow(
    dead_code,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "each test program uses some of it"
)]

#[cfg(feature = "streams")]
pub mod redis;

#[cfg(target_os = "linux")]
use std::collections::HashMap;
use std::fs;
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use shared::testing::Program;
#[cfg(target_os = "linux")]
use shared::testing::wait_until;

/// What costs a thread many seconds: the largest prime below 2^64.
pub const EXPENSIVE: &str = "18446744073709551557";

/// What costs a thread a tenth of a second at the very least: a prime of 16 digits.
pub const COSTLY: &str = "9999999999999937";

/// A running server.
pub struct Server {
    pub program: Program,
    pub address: SocketAddr,
}

/// Starts a server at a free port.
pub fn serve(args: &[&str]) -> Server {
    Server::start(Command::new(env!("CARGO_BIN_EXE_async-to-sync")).args(args))
}

/// Starts a server that records its work in a file, and returns the path of the file too.
pub fn serve_recorded(name: &str, args: &[&str]) -> (Server, PathBuf) {
    let record = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("record of {name}"));
    let _ = fs::remove_file(&record);
    let mut command = Command::new(env!("CARGO_BIN_EXE_async-to-sync"));
    (Server::start(command.args(args).env("RAINBOW_TIMELINE", &record)), record)
}

/// The numbers of the messages that were worked on, in the order in which they were done.
pub fn worked(record: &Path) -> Vec<usize> {
    events(record, "worked").iter().map(|event| number(event, "first")).collect()
}

/// What a record says of the kinds that begin like this, in the order in which it was noted.
pub fn events(record: &Path, kind: &str) -> Vec<String> {
    let record = fs::read_to_string(record).unwrap();
    let events = record.lines().filter_map(|line| line.strip_prefix("{\""));
    events.filter(|event| event.starts_with(kind)).map(str::to_owned).collect()
}

/// A field of an event that holds a number.
pub fn number(event: &str, field: &str) -> usize {
    let (_, rest) = event.split_once(&format!("\"{field}\":")).unwrap();
    rest.split([',', '}']).next().unwrap().parse().unwrap()
}

impl Server {
    /// Starts a server at a free port by this command.
    pub fn start(command: &mut Command) -> Self {
        let program = Program::start(command.args(["--listen", "127.0.0.1:0"]));
        let line = program.wait_for_stderr("Listening at ");
        let address = line.split_whitespace().find_map(|word| word.trim_end_matches(':').parse().ok());
        Self { program, address: address.unwrap() }
    }

    /// Connects a client. It gives up after a minute, so that a test that has gone wrong ends.
    pub fn connect(&self) -> TcpStream {
        let socket = TcpStream::connect(self.address).unwrap();
        socket.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        socket.set_write_timeout(Some(Duration::from_secs(60))).unwrap();
        socket
    }

    /// Sends `lines`, closes the writing half and returns all answers, in alphabetical order.
    pub fn ask(&self, lines: &[u8]) -> Vec<String> {
        let mut socket = self.connect();
        socket.write_all(lines).unwrap();
        socket.shutdown(Shutdown::Write).unwrap();
        let mut answers = String::new();
        socket.read_to_string(&mut answers).unwrap();
        let mut answers: Vec<_> = answers.lines().map(str::to_owned).collect();
        answers.sort_unstable();
        answers
    }
}

/// The most memory that it took so far, in KiB.
#[cfg(target_os = "linux")]
pub fn peak_kib(program: &Program) -> usize {
    let status = fs::read_to_string(format!("/proc/{}/status", program.id())).unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    peak.trim().trim_end_matches(" kB").parse().unwrap()
}

/// Waits until so many of its workers have computed for 50 ms since now: each is at an expensive number then.
#[cfg(target_os = "linux")]
pub fn wait_until_busy(program: &Program, workers: usize) {
    // In hundredths of a second, by thread. (One that has just started doesn't have its name yet.)
    let computed = || -> HashMap<PathBuf, u64> {
        let threads = fs::read_dir(format!("/proc/{}/task", program.id())).unwrap();
        let threads = threads.map(|thread| thread.unwrap().path());
        let time = |thread: PathBuf| {
            let stat = fs::read_to_string(thread.join("stat")).unwrap();
            let (_, fields) = stat.split_once("(worker ")?;
            Some((thread, fields.split(' ').nth(12)?.parse().unwrap()))
        };
        threads.filter_map(time).collect()
    };
    let before = computed();
    let is_busy = |(thread, now): (&PathBuf, &u64)| *now >= before.get(thread).unwrap_or(&0) + 5;
    wait_until(|| computed().iter().filter(|thread| is_busy(*thread)).count() >= workers);
}
