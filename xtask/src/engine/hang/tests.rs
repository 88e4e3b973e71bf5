//! A hang is proven at once, and nothing else is ever called one: `examples/misbehave.rs`.

#![allow(clippy::unwrap_used)]
#![cfg(target_os = "linux")]

use std::ffi::OsString;
use std::io::Write;
use std::net::TcpListener;
use std::path::Path;
use std::time::Duration;
use std::{env, thread};

use super::*;
use crate::engine::cancel::CancellationToken;
use crate::engine::process::{End, Hangs, KEPT, RunOutcome, RunSpec, Stderr, Stdin, run};
use crate::engine::spec::Fault;

/// So long that only a proof can come before it.
const LIMIT: Duration = Duration::from_secs(120);

fn run_it(args: &[&str], stdin: Stdin) -> RunOutcome {
    let test = env::current_exe().unwrap();
    let program = test.parent().unwrap().parent().unwrap().join("examples").join("misbehave");
    let folder = tempfile::TempDir::new().unwrap();
    let args: Vec<OsString> = args.iter().map(OsString::from).collect();
    let spec = RunSpec {
        program: Path::new(&program),
        args: &args,
        folder: folder.path(),
        env: &[],
        stdin,
        limit: LIMIT,
        most: KEPT,
        fault: &Fault::default(),
        timed: &[],
        measure: false,
        stderr: Stderr::Collected,
        hangs: Hangs::AreExplained,
    };
    run(&spec, &CancellationToken::default()).unwrap()
}

#[test]
fn what_waits_for_ever_is_proven_to() {
    for (what, activity) in [
        ("wait for a sender that is alive", Activity::WaitsForThread),
        ("join a thread that waits", Activity::WaitsForThread),
        ("wait for a child that waits", Activity::WaitsForProcess),
        ("accept a client that never comes", Activity::Accepts),
        ("read a connection with itself", Activity::Reads),
        ("hang", Activity::WaitsForThread),
    ] {
        let outcome = run_it(&[what], Stdin::Empty);
        assert_eq!(outcome.end, End::Deadlocked, "{what}");
        let hang = outcome.hang.unwrap();
        assert!(hang.proven, "{what}");
        assert_eq!(hang.threads[0].name, "main", "{what}");
        assert_eq!(hang.threads[0].activity, activity, "{what}");
    }
}

#[test]
fn a_read_of_an_open_stdin_that_no_step_fills_waits_for_ever() {
    let outcome = run_it(&["echo"], Stdin::Steps(&[]));
    assert_eq!(outcome.end, End::Deadlocked);
    assert_eq!(outcome.hang.unwrap().threads[0].activity, Activity::ReadsStdin);
}

#[test]
fn threads_are_named_with_the_line_they_wait_in() {
    let outcome = run_it(&["join a thread that waits"], Stdin::Empty);
    let threads = outcome.hang.unwrap().threads;
    assert_eq!(threads.iter().map(|thread| thread.name.as_str()).collect::<Vec<_>>(), ["main", "waiter"]);
    if std::process::Command::new("gdb").arg("--version").output().is_ok_and(|gdb| gdb.status.success()) {
        for thread in threads {
            let source = thread.source.unwrap_or_default();
            assert!(source.contains("misbehave.rs:"), "{}: {source}", thread.name);
        }
    }
}

#[test]
fn what_only_takes_its_time_is_left_to_end() {
    for what in [
        "sleep a second",
        "compute for a second",
        "two threads that wait for each other in turn",
        "wait for a child that sleeps",
    ] {
        let outcome = run_it(&[what], Stdin::Empty);
        assert!(matches!(outcome.end, End::Exited(status) if status.success()), "{what}: {:?}", outcome.end);
    }
}

#[test]
fn a_partner_outside_may_still_answer() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let partner = thread::spawn(move || {
        let (mut client, _) = listener.accept().unwrap();
        // Longer than a proof takes.
        thread::sleep(BETWEEN_LOOKS * 20);
        client.write_all(b"at last\n").unwrap();
    });
    let outcome = run_it(&["read a connection to somebody else", &address], Stdin::Empty);
    assert!(matches!(outcome.end, End::Exited(_)), "{:?}", outcome.end);
    assert_eq!(outcome.stdout, b"connected\nat last\n", "{}", String::from_utf8_lossy(&outcome.stderr));
    partner.join().unwrap();
}
