//! Ctrl-C and SIGTERM: reading stops, what was accepted is in the file, and the last line tells the truth.
#![cfg(unix)]
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests are threads, and may block and panic"
)]

mod common;

use std::fs;
use std::io::{Read, Write};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use common::{fresh, report, start, wait_for_size};
use fastrand::Rng;
use shared::testing::{Signal, wait_until};

#[test]
fn a_signal_at_the_prompt_ends_it_with_everything_written() {
    for signal in [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP] {
        let path = fresh(&format!("prompt {signal}"));
        let mut program = start(&path);
        program.send(b"one\ntwo\n");
        wait_for_size(&path, 8);
        program.signal(signal);
        // stdin stays open: nothing but the signal can end it.
        let finished = program.wait();
        assert_eq!(finished.code(), Some(0), "{signal}");
        assert_eq!(finished.stdout, report(b"one\ntwo\n", &path), "{signal}");
        assert_eq!(fs::read(&path).unwrap(), b"one\ntwo\n", "{signal}");
    }
}

#[test]
fn a_signal_before_the_first_line_ends_it() {
    let path = fresh("nothing yet");
    let program = start(&path);
    wait_until(|| path.exists());
    program.signal(Signal::SIGINT);
    // The file is there before the program listens for signals. One that comes in between ends it as it would end
    // any program; nothing has been read by then.
    let finished = program.wait();
    assert!(finished.code().is_none_or(|code| code == 0), "{finished:?}");
    assert_eq!(fs::read(&path).unwrap(), b"");
}

#[test]
fn a_signal_at_any_moment_leaves_a_prefix_and_a_report_that_is_true() {
    let input: Vec<u8> = (0..400_000).flat_map(|i| format!("line {i}\n").into_bytes()).collect();
    let mut cut_short = 0;
    for seed in 0..100 {
        let mut rng = Rng::with_seed(seed);
        let path = fresh(&format!("random {seed}"));
        let mut program = start(&path);
        // It is listening for signals once it has written something.
        program.send(&input[..7]);
        wait_for_size(&path, 7);
        let mut stdin = program.take_stdin().unwrap();
        let fed_before = rng.usize(7..input.len());
        let _ = stdin.write_all(&input[7..fed_before]);
        let rest = input[fed_before..].to_vec();
        let feeder = thread::spawn(move || {
            // Blocked, or broken off, when the program has stopped reading. Held open, so that no end comes first.
            let _ = stdin.write_all(&rest);
            stdin
        });
        program.signal(if rng.bool() { Signal::SIGINT } else { Signal::SIGTERM });
        let finished = program.wait();
        let _stdin = feeder.join().unwrap();

        let file = fs::read(&path).unwrap();
        assert!(input.starts_with(&file), "seed {seed}: the file isn't the beginning of the input");
        assert!(file.ends_with(b"\n"), "seed {seed}: a line was cut");
        assert_eq!(finished.stdout, report(&file, &path), "seed {seed}");
        assert_eq!(finished.code(), Some(0), "seed {seed}");
        cut_short += usize::from(file.len() < input.len());
        fs::remove_file(&path).unwrap();
    }
    assert!(cut_short > 10, "only {cut_short} of 100 runs were interrupted at all");
}

#[test]
fn a_stuck_file_is_waited_for_until_the_second_signal() {
    let path = fresh("stuck signals");
    assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
    let mut program = start(&path);
    // Held open, and not read: the pipe takes 64 KiB, the rest is stuck.
    let file = fs::File::open(&path).unwrap();
    let mut stdin = program.take_stdin().unwrap();
    let fed = Arc::new(AtomicUsize::new(0));
    let counter = fed.clone();
    let feeder = thread::spawn(move || {
        let piece = b"a line\n".repeat(1 << 10);
        while stdin.write_all(&piece).is_ok() {
            counter.fetch_add(piece.len(), Ordering::SeqCst);
        }
    });
    // Of so much, more was accepted than fits into the pipe; and so much does fit into the program.
    wait_until(|| fed.load(Ordering::SeqCst) > 400 << 10);
    program.signal(Signal::SIGINT);
    // Signals don't queue up: the second counts once the first has been seen.
    program.wait_for_stderr("Stopping");
    program.signal(Signal::SIGINT);
    let finished = program.wait();
    assert_eq!(finished.code(), Some(130), "{finished:?}");
    feeder.join().unwrap();
    drop(file);
}

#[test]
fn a_slow_file_gets_all_that_was_accepted_before_the_signal() {
    let path = fresh("slow");
    assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
    let mut program = start(&path);
    let mut file = fs::File::open(&path).unwrap();
    let input: Vec<u8> = (0..400_000).flat_map(|i| format!("line {i}\n").into_bytes()).collect();
    let (mut stdin, fed) = (program.take_stdin().unwrap(), input.clone());
    let feeder = thread::spawn(move || _ = stdin.write_all(&fed));
    let mut written = vec![0; 1];
    file.read_exact(&mut written).unwrap();
    program.signal(Signal::SIGINT);
    file.read_to_end(&mut written).unwrap();
    let finished = program.wait();
    feeder.join().unwrap();
    assert!(input.starts_with(&written) && written.len() < input.len());
    assert_eq!((finished.stdout, finished.status.code()), (report(&written, &path), Some(0)));
}
