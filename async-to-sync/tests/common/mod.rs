//! What the tests of async-to-sync share: a running server, and clients that are threads.
#![allow(
    dead_code,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "each test program uses some of it"
)]

#[cfg(feature = "streams")]
pub mod redis;

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::process::Command;
use std::time::Duration;

use shared::testing::Program;

/// What costs a thread many seconds: the largest prime below 2^64.
pub const EXPENSIVE: &str = "18446744073709551557";

/// A running server.
pub struct Server {
    pub program: Program,
    pub address: SocketAddr,
}

/// Starts a server at a free port.
pub fn serve(args: &[&str]) -> Server {
    let mut command = Command::new(env!("CARGO_BIN_EXE_async-to-sync"));
    let program = Program::start(command.args(["--listen", "127.0.0.1:0"]).args(args));
    let line = program.wait_for_stderr("Listening at ");
    let address = line.split_whitespace().find_map(|word| word.trim_end_matches(':').parse().ok());
    Server { program, address: address.unwrap() }
}

impl Server {
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
    let status = std::fs::read_to_string(format!("/proc/{}/status", program.id())).unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    peak.trim().trim_end_matches(" kB").parse().unwrap()
}
