//! A panic costs one message its answer; a thread that dies is noticed, and the others go on.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests are threads, and may block and panic"
)]

mod common;

use std::io::{BufRead, BufReader, Read, Write};

use common::serve;
use shared::testing::run;

const PROGRAM: &str = env!("CARGO_BIN_EXE_async-to-sync");

#[test]
fn a_panic_is_answered_with_an_error_and_the_thread_goes_on() {
    let server = serve(&["--threads", "1", "--panic-at", "1", "--panic-at", "3"]);
    let answers = server.ask(b"91\n97\n360\n2\n5\n");
    assert_eq!(
        answers,
        [
            "360 = 2 x 2 x 2 x 3 x 3 x 5",
            "5 is prime",
            "91 = 7 x 13",
            "error: \"2\": process panicked: message 3 was told to panic by --panic-at",
            "error: \"97\": process panicked: message 1 was told to panic by --panic-at",
        ]
    );
}

#[test]
fn messages_are_numbered_in_the_order_in_which_they_are_accepted() {
    let server = serve(&["--panic-at", "2"]);
    assert_eq!(server.ask(b"2\n3\n"), ["2 is prime", "3 is prime"]);
    assert!(server.ask(b"5\n")[0].contains("message 2 was told to panic"));
    assert_eq!(server.ask(b"7\n"), ["7 is prime"]);
}

#[test]
fn a_thread_that_dies_is_reported_with_its_cause_while_the_others_go_on() {
    let server = serve(&["--threads", "2", "--die-at", "0"]);
    assert_eq!(server.ask(b"91\n"), ["error: \"91\": lost with a worker that died"]);
    // Reported at once, not at the end.
    let line = server.program.wait_for_stderr("died of a panic");
    assert!(line.contains("told to die at message 0"), "{line}");
    assert_eq!(server.ask(b"91\n97\n"), ["91 = 7 x 13", "97 is prime"]);
}

#[test]
fn when_every_thread_has_died_all_waiting_messages_are_answered_and_the_program_ends() {
    let server = serve(&["--threads", "2", "--die-at", "0", "--die-at", "1"]);
    let mut socket = server.connect();
    socket.write_all(b"91\n97\n").unwrap();
    // The client doesn't close its half: the end has to come from the program.
    let mut answers = String::new();
    socket.read_to_string(&mut answers).unwrap();
    assert!(answers.lines().all(|answer| answer.contains("lost with a worker that died")), "{answers}");
    let finished = server.program.wait();
    assert_eq!(finished.code(), Some(1));
    assert_eq!(finished.stderr.matches("died of a panic").count(), 2, "{finished:?}");
}

#[test]
fn a_client_that_has_as_many_in_flight_as_it_may_does_not_outlive_the_last_thread() {
    // Whether its last number comes into the queue before or after the end of the thread is chance.
    for _ in 0..20 {
        let server = serve(&["--threads", "1", "--die-at", "0"]);
        let mut socket = server.connect();
        socket.write_all(&b"2\n".repeat(100)).unwrap();
        socket.shutdown(std::net::Shutdown::Write).unwrap();
        assert_eq!(server.program.wait().code(), Some(1));
    }
}

#[test]
fn by_itself_it_tells_a_lost_answer_by_its_status() {
    let finished = run(PROGRAM, &["--die-at", "3"]);
    assert_eq!((finished.code(), finished.stdout.lines().count()), (Some(1), 20), "{finished:?}");
    assert!(finished.stdout.contains("error: \"360\": lost with a worker that died"));
    let all_dead = run(PROGRAM, &["--threads", "1", "--die-at", "0"]);
    assert_eq!(all_dead.code(), Some(1), "{all_dead:?}");
}

#[test]
fn an_idle_client_does_not_keep_a_program_alive_whose_threads_have_all_died() {
    let server = serve(&["--threads", "1", "--die-at", "0"]);
    let idle = server.connect();
    server.ask(b"91\n");
    assert_eq!(server.program.wait().code(), Some(1));
    assert!(BufReader::new(idle).lines().next().is_none());
}
