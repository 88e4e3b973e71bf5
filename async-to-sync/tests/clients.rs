//! One client's misbehaviour costs nobody else anything.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests are threads, and may block and panic"
)]

mod common;

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

#[cfg(target_os = "linux")]
use common::serve_recorded;
#[cfg(unix)]
use common::{COSTLY, Server};
use common::{EXPENSIVE, serve};
#[cfg(unix)]
use shared::testing::Signal;

/// Writes `bytes` again and again until the other side has broken off, or took nothing for a second, which means that
/// its buffers are full and nobody reads; returns how many bytes were taken.
fn write_until_stuck(socket: &mut TcpStream, bytes: &[u8], most: usize) -> usize {
    socket.set_write_timeout(Some(Duration::from_secs(1))).unwrap();
    let mut taken = 0;
    while taken < most {
        match socket.write(bytes) {
            Ok(n) => taken += n,
            Err(error) => {
                assert!(matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut), "{error}");
                break;
            }
        }
    }
    taken
}

#[test]
fn one_that_never_reads_its_answers_is_the_only_one_that_waits() {
    let server = serve(&["--threads", "1", "--capacity", "4"]);
    let mut deaf = server.connect();
    // Its answers fill its own socket, then its place for answers, and then nothing more of it is read.
    let taken = write_until_stuck(&mut deaf, &b"4294967296\n".repeat(1000), 256 << 20);
    assert!(taken < 256 << 20, "{taken} bytes were taken of a client that reads no answers");
    assert_eq!(server.ask(b"91\n97\n"), ["91 = 7 x 13", "97 is prime"]);
    #[cfg(target_os = "linux")]
    assert!(common::peak_kib(&server.program) < 20 << 10);
}

#[test]
fn a_full_queue_makes_the_client_wait() {
    let server = serve(&["--threads", "1", "--capacity", "1"]);
    let mut eager = server.connect();
    eager.write_all(format!("{EXPENSIVE}\n").as_bytes()).unwrap();
    let taken = write_until_stuck(&mut eager, &b"2\n".repeat(1000), 256 << 20);
    assert!(taken < 256 << 20, "{taken} bytes were taken while nothing could be worked on");
}

#[test]
fn one_that_vanishes_leaves_nothing_behind_to_work_on() {
    let server = serve(&["--threads", "1"]);
    for _ in 0..20 {
        let mut fleeting = server.connect();
        fleeting.write_all(&b"4294967296\n".repeat(200)).unwrap();
        drop(fleeting);
    }
    assert_eq!(server.ask(b"91\n"), ["91 = 7 x 13"]);
}

#[test]
#[cfg(target_os = "linux")]
fn a_reset_is_noticed_while_all_that_may_be_in_flight_is() {
    // In the queue, and before it: where its task waits for a permit, and where it waits for room.
    for capacity in ["1024", "1"] {
        let name = format!("reset {capacity}");
        let (server, record) = serve_recorded(&name, &["--threads", "2", "--capacity", capacity]);
        let mut vanishing = [(); 8].map(|()| {
            let mut socket = server.connect();
            socket.write_all(b"2\n").unwrap();
            // The answer is there. It stays unread: closing such a socket resets the connection.
            socket.peek(&mut [0]).unwrap();
            socket
        });
        for socket in &mut vanishing {
            socket.write_all(format!("{COSTLY}\n").repeat(50).as_bytes()).unwrap();
        }
        common::wait_until_busy(&server.program, 2);
        drop(vanishing);
        assert_eq!(server.ask(b"91\n"), ["91 = 7 x 13"]);
        server.program.signal(Signal::SIGTERM);
        assert_eq!(server.program.wait().code(), Some(0));
        // Eight times 2, 91, and what the two threads had begun, or twice that on a slow machine; but not each client's.
        let worked = common::worked(&record).len();
        assert!((11..=13).contains(&worked), "--capacity {capacity}: {worked} numbers were worked on");
    }
}

#[test]
fn a_line_without_an_end_takes_no_memory() {
    let server = serve(&[]);
    let mut endless = server.connect();
    let nines = vec![b'9'; 1 << 20];
    for _ in 0..64 {
        endless.write_all(&nines).unwrap();
    }
    assert_eq!(server.ask(b"91\n"), ["91 = 7 x 13"]);
    #[cfg(target_os = "linux")]
    assert!(common::peak_kib(&server.program) < 20 << 10);
    endless.write_all(b"\n91\n").unwrap();
    endless.shutdown(std::net::Shutdown::Write).unwrap();
    let mut answers = String::new();
    endless.read_to_string(&mut answers).unwrap();
    assert_eq!(answers.lines().count(), 2, "{answers}");
}

#[test]
fn one_that_sends_without_end_lets_others_have_their_turn() {
    let server = serve(&["--threads", "1"]);
    let mut flood = server.connect();
    let mut answers = flood.try_clone().unwrap();
    thread::spawn(move || while flood.write_all(&b"1000003\n".repeat(1000)).is_ok() {});
    let reader = thread::spawn(move || {
        let mut buffer = [0; 1 << 16];
        while matches!(answers.read(&mut buffer), Ok(1..)) {}
    });
    for _ in 0..20 {
        assert_eq!(server.ask(b"91\n"), ["91 = 7 x 13"]);
    }
    #[cfg(target_os = "linux")]
    assert!(common::peak_kib(&server.program) < 20 << 10);
    drop(server);
    reader.join().unwrap();
}

#[test]
#[cfg(target_os = "linux")]
fn more_than_a_thousand_may_connect_at_the_same_moment() {
    const MANY: usize = 1_500;
    let most = std::fs::read_to_string("/proc/sys/net/core/somaxconn").unwrap();
    if most.trim().parse::<usize>().unwrap() < MANY {
        eprintln!("SKIPPED: the system keeps no more than {most} waiting");
        return;
    }
    let server = serve(&[]);
    // Nobody is accepted: the system has to keep them all.
    server.program.signal(Signal::SIGSTOP);
    for n in 0..MANY {
        let connected = TcpStream::connect_timeout(&server.address, Duration::from_secs(20));
        connected.unwrap_or_else(|error| panic!("client {n}: {error}"));
    }
    server.program.signal(Signal::SIGCONT);
    assert_eq!(server.ask(b"91\n"), ["91 = 7 x 13"]);
}

#[test]
#[cfg(unix)]
fn accepting_goes_on_after_it_failed() {
    let server = Server::start(
        std::process::Command::new("sh")
            .args(["-c", r#"ulimit -n 30; exec "$0" "$@""#])
            .arg(env!("CARGO_BIN_EXE_async-to-sync")),
    );
    let crowd: Vec<_> = (0..40).map(|_| server.connect()).collect();
    server.program.wait_for_stderr("can't accept a client for now");
    drop(crowd);
    assert_eq!(server.ask(b"91\n"), ["91 = 7 x 13"]);
}

#[test]
fn a_hundred_idle_clients_cost_nobody_anything() {
    let server = serve(&[]);
    let idle: Vec<_> = (0..100).map(|_| server.connect()).collect();
    assert_eq!(server.ask(b"91\n"), ["91 = 7 x 13"]);
    assert_eq!(idle.len(), 100);
}

#[test]
#[cfg(unix)]
fn one_that_sends_only_expensive_numbers_is_not_served_to_its_end_before_others() {
    use std::io::{BufRead, BufReader};

    let server = serve(&["--threads", "1"]);
    let mut greedy = server.connect();
    // All of them are seconds of work.
    greedy.write_all(format!("{COSTLY}\n").repeat(40).as_bytes()).unwrap();
    greedy.shutdown(std::net::Shutdown::Write).unwrap();
    let mut answers = BufReader::new(greedy).lines();
    // Answered once: the others are under way.
    answers.next().unwrap().unwrap();
    assert_eq!(server.ask(b"91\n"), ["91 = 7 x 13"]);
    server.program.signal(Signal::SIGTERM);
    // What was accepted of it by then is answered as well, and that is far from all.
    let answered = 1 + answers.count();
    assert!(answered < 40, "all of its {answered} numbers came first");
}
