//! Ctrl-C and SIGTERM: no new connections, what was accepted is answered, exit status 0.
#![cfg(unix)]
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests are threads, and may block and panic"
)]

mod common;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use common::{EXPENSIVE, serve};
use fastrand::Rng;
use shared::testing::{Program, Signal, wait_until};

#[test]
fn an_idle_server_ends_at_a_signal() {
    for signal in [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP] {
        let server = serve(&[]);
        let idle = server.connect();
        assert_eq!(server.ask(b"91\n"), ["91 = 7 x 13"]);
        server.program.signal(signal);
        let finished = server.program.wait();
        assert_eq!((finished.code(), finished.stdout.as_str()), (Some(0), ""), "{signal}: {finished:?}");
        assert!(TcpStream::connect(server.address).is_err(), "{signal}: still listening");
        assert_eq!(idle.take(1).read(&mut [0]).unwrap(), 0, "{signal}: the client isn't told");
    }
}

#[test]
fn what_was_accepted_is_answered_at_any_moment_of_a_signal() {
    let cut_short = AtomicUsize::new(0);
    thread::scope(|scope| {
        for lane in 0..6 {
            let cut_short = &cut_short;
            scope.spawn(move || {
                for seed in (lane..30).step_by(6) {
                    cut_short.fetch_add(usize::from(interrupt(seed)), Ordering::Relaxed);
                }
            });
        }
    });
    assert!(cut_short.into_inner() > 0, "no run was interrupted with anything under way");
}

/// Interrupts a server while a client sends without end; whether anything was under way at that moment.
fn interrupt(seed: u64) -> bool {
    let mut rng = Rng::with_seed(seed);
    let threads = rng.usize(1..5).to_string();
    let capacity = [0, 1, 64, 1024][rng.usize(0..4)].to_string();
    let server = serve(&["--threads", &threads, "--capacity", &capacity]);
    let mut socket = server.connect();
    let mut answers = BufReader::new(socket.try_clone().unwrap()).lines();
    // Breaks off when the server does.
    thread::spawn(move || {
        let mut number = 1_000_000_000_u64;
        while writeln!(socket, "{number}").is_ok() {
            number += 1;
        }
    });
    let before_signal = rng.usize(1..300);
    let mut answered: Vec<u64> = Vec::new();
    let number = |answer: String| answer.split(' ').next().unwrap().parse::<u64>().unwrap();
    answered.extend(answers.by_ref().take(before_signal).map(|answer| number(answer.unwrap())));
    server.program.signal(Signal::SIGTERM);
    // Up to the end of the stream: a connection that is reset, or an answer cut short, is an error here.
    answered.extend(answers.map(|answer| number(answer.unwrap())));
    assert_eq!(server.program.wait().code(), Some(0), "seed {seed}");
    answered.sort_unstable();
    let accepted: Vec<_> = (1_000_000_000..).take(answered.len()).collect();
    assert_eq!(answered, accepted, "seed {seed}: a number that was accepted has no answer");
    answered.len() > before_signal
}

#[test]
fn an_expensive_number_is_waited_for_until_the_second_signal() {
    let server = serve(&["--threads", "1"]);
    let mut socket = server.connect();
    socket.write_all(format!("2\n{EXPENSIVE}\n").as_bytes()).unwrap();
    let mut answers = BufReader::new(socket.try_clone().unwrap()).lines();
    // Answered: the thread is at the expensive one, or about to be.
    assert_eq!(answers.next().unwrap().unwrap(), "2 is prime");
    server.program.signal(Signal::SIGINT);
    server.program.wait_for_stderr("Stopping");
    // Nobody new is let in, although the end is far.
    wait_until(|| TcpStream::connect(server.address).is_err());
    server.program.signal(Signal::SIGINT);
    assert_eq!(server.program.wait().code(), Some(130));
}

#[test]
fn one_that_never_reads_cannot_keep_the_program_from_ending() {
    let server = serve(&[]);
    let mut deaf = server.connect();
    let flood = thread::spawn(move || {
        while deaf.write_all(&b"4294967296\n".repeat(1000)).is_ok() {}
        deaf
    });
    // Its answers are stuck once nothing more of it is taken; others are served all the while.
    for _ in 0..50 {
        assert_eq!(server.ask(b"91\n"), ["91 = 7 x 13"]);
    }
    server.program.signal(Signal::SIGTERM);
    let finished = server.program.wait();
    assert_eq!(finished.code(), Some(0), "{finished:?}");
    drop(flood.join().unwrap());
}

#[test]
fn its_own_client_may_be_cut_short() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_async-to-sync"));
    let program = Program::start(command.args(["--threads", "1", "--capacity", "1"]));
    program.wait_for_stdout("91 = 7 x 13");
    program.signal(Signal::SIGINT);
    let finished = program.wait();
    assert_eq!(finished.code(), Some(0), "{finished:?}");
}

#[test]
fn the_last_answers_come_also_to_one_that_has_sent_much_more() {
    let server = serve(&[]);
    let mut socket = server.connect();
    // Until its answers, unread, have filled all buffers, and its numbers as well.
    socket.set_write_timeout(Some(Duration::from_secs(1))).unwrap();
    while socket.write(&b"4294967296\n".repeat(1000)).is_ok() {}
    server.program.signal(Signal::SIGTERM);
    server.program.wait_for_stderr("Stopping");
    // It reads just as much as lets the program write what is left, and the rest once the program has ended.
    let program = server.program;
    let ended = thread::spawn(move || program.wait());
    let mut answers = Vec::new();
    let mut buffer = [0; 32 << 10];
    while !ended.is_finished() {
        let n = socket.read(&mut buffer).unwrap();
        answers.extend(&buffer[..n]);
        if n == 0 {
            break;
        }
        thread::sleep(Duration::from_millis(1));
    }
    assert_eq!(ended.join().unwrap().code(), Some(0));
    // Not all of its numbers were accepted. But no reset takes away the answers to those that were.
    socket.read_to_end(&mut answers).unwrap();
    assert!(answers.ends_with(b"2 x 2\n"), "{}", String::from_utf8_lossy(&answers[answers.len() - 200..]));
}

#[test]
#[cfg(target_os = "linux")]
fn the_second_signal_counts_also_when_stderr_is_full() {
    use std::os::fd::OwnedFd;
    use std::os::unix::net::UnixStream;

    // A pipe whose ends are both here: it is filled once the address has come out of it.
    let (read, write) = UnixStream::pair().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_async-to-sync"));
    command.args(["--listen", "127.0.0.1:0", "--threads", "1"]);
    let stderr = OwnedFd::from(write.try_clone().unwrap());
    let program = Program::start_into(&mut command, std::process::Stdio::piped(), stderr);
    let mut line = String::new();
    BufReader::new(&read).read_line(&mut line).unwrap();
    let address: std::net::SocketAddr =
        line.split([' ', ',']).find_map(|word| word.trim_end_matches(':').parse().ok()).unwrap();
    write.set_nonblocking(true).unwrap();
    while (&write).write(&[0; 4096]).is_ok() {}
    while (&write).write(&[0]).is_ok() {}
    write.set_nonblocking(false).unwrap();

    let mut socket = TcpStream::connect(address).unwrap();
    socket.write_all(format!("{EXPENSIVE}\n").as_bytes()).unwrap();
    common::wait_until_busy(&program, 1);
    program.signal(Signal::SIGINT);
    // The first is seen once nobody is let in any more.
    wait_until(|| TcpStream::connect(address).is_err());
    program.signal(Signal::SIGINT);
    assert_eq!(program.wait().code(), Some(130));
}
