//! The clients of async-to-sync: more of them than the queue has room for, and all at once.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Sender};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::run::{End, KEPT, Launch, Outcome, Signal, Stop, send};
use crate::tree::Tree;

/// How many clients there are.
const CLIENTS: usize = 32;
/// What each of them asks for. Primes take longest: these take from a few milliseconds to a few tens of them.
const NUMBERS: [u64; 8] = [
    9_999_999_999_971,
    99_999_999_999_973,
    9_999_999_999_971,
    9_999_999_999_971,
    99_999_999_999_973,
    9_999_999_999_971,
    99_999_999_999_973,
    9_999_999_999_971,
];
/// How many answers all of them should get.
const OWED: usize = CLIENTS * NUMBERS.len();

/// How often the clock, the server and the wish to stop are looked at.
const TICK: Duration = Duration::from_millis(5);
/// How long what the server printed may take to arrive once it has ended.
const DRAIN: Duration = Duration::from_secs(1);

/// Starts the server, which listens where it likes, sends it numbers from all clients, and ends it when they have
/// their answers. Also says how many answers were missing, if any.
pub fn ask(launch: &Launch, stop: &Stop) -> Result<(Outcome, Option<String>)> {
    let mut command = Command::new(launch.program);
    command
        .args(launch.args)
        .current_dir(launch.folder)
        .env("RUST_BACKTRACE", "0")
        .envs(launch.environment.iter().copied())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let started = Instant::now();
    let mut server =
        Tree::start(command).with_context(|| format!("{}: can't be started", launch.program.display()))?;
    let stderr = server.child().stderr().take().context("the server was started without a pipe")?;

    let (answered, answers) = mpsc::channel();
    let (said, words) = mpsc::channel();
    let limit = launch.limit;
    let clients = move || {
        let mut stderr = BufReader::new(stderr.take(KEPT as u64));
        let mut text = Vec::new();
        if let Some(address) = address(&mut stderr, &mut text) {
            ask_from_all(address, limit, &answered);
        }
        // What can't be read any more isn't shown.
        let _ = stderr.read_to_end(&mut text);
        let _ = said.send(text);
    };
    thread::Builder::new().spawn(clients).context("no thread could be started")?;

    let mut got = None;
    let end = loop {
        if let Some(status) = server.try_wait().context("the server can't be waited for")? {
            break End::Exited(status);
        }
        if stop.is_set() {
            break End::Stopped;
        }
        if started.elapsed() > limit {
            break End::OverLimit;
        }
        if let Ok(count) = answers.try_recv() {
            got = Some(count);
            if cfg!(not(unix)) {
                // There is no way to ask it to end, and all that it recorded is in the file by now.
                break End::Exited(ExitStatus::default());
            }
            send(Signal::Int, server.child().id());
        }
        thread::sleep(TICK);
    };
    let elapsed = started.elapsed();
    server.end();
    let stderr = words.recv_timeout(DRAIN).unwrap_or_default();
    let got = got.or(answers.try_recv().ok()).unwrap_or_default();
    let missing = (got < OWED).then(|| format!("{} of {OWED} answers are missing", OWED - got));
    let outcome = Outcome { end, stdout: Vec::new(), stderr, elapsed, waiting: None, peak: None, cpu: None };
    Ok((outcome, missing))
}

/// Where the server listens, which it says on stderr. What it says besides is kept.
fn address(stderr: &mut impl BufRead, text: &mut Vec<u8>) -> Option<SocketAddr> {
    loop {
        let before = text.len();
        if stderr.read_until(b'\n', text).ok()? == 0 {
            return None;
        }
        let line = String::from_utf8_lossy(&text[before..]);
        let address =
            line.strip_prefix("Listening at ").and_then(|rest| rest.split(": ").next()?.parse().ok());
        if address.is_some() {
            return address;
        }
    }
}

fn ask_from_all(address: SocketAddr, limit: Duration, answered: &Sender<usize>) {
    let clients: Vec<_> = (0..CLIENTS)
        .map_while(|_| thread::Builder::new().spawn(move || client(address, limit)).ok())
        .collect();
    // Answers that didn't come are missed by their number.
    let answers =
        clients.into_iter().map(|client| client.join().ok().and_then(Result::ok).unwrap_or_default());
    let _ = answered.send(answers.sum());
}

/// Sends all numbers at once, and counts the answers.
fn client(address: SocketAddr, limit: Duration) -> io::Result<usize> {
    let mut socket = TcpStream::connect(address)?;
    socket.set_read_timeout(Some(limit))?;
    let numbers: String = NUMBERS.iter().map(|number| format!("{number}\n")).collect();
    socket.write_all(numbers.as_bytes())?;
    socket.shutdown(Shutdown::Write)?;
    let answers = BufReader::new(socket).lines().map_while(Result::ok);
    Ok(answers.filter(|answer| !answer.starts_with("error")).count())
}
