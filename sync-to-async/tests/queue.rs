//! However much the queue may hold, and whether the run is recorded or not, the file is the input.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests are threads, and may block and panic"
)]

mod common;

use std::fs;
use std::process::Command;

use common::fresh;
use fastrand::Rng;
use shared::testing::{Finished, Program, run};

const PROGRAM: &str = env!("CARGO_BIN_EXE_sync-to-async");

/// Some megabytes of lines.
fn input() -> Vec<u8> {
    let mut rng = Rng::with_seed(1);
    (0..6_000_000).map(|_| if rng.u8(..) < 4 { b'\n' } else { b'x' }).collect()
}

fn copy(input: &[u8], command: &mut Command) -> Finished {
    let mut program = Program::start(command);
    program.send(input);
    program.finish()
}

#[test]
fn a_queue_of_any_length_loses_nothing() {
    let input = input();
    for capacity in ["0", "1", "64", &isize::MAX.to_string()] {
        let path = fresh(&format!("capacity {capacity}"));
        let finished =
            copy(&input, Command::new(PROGRAM).args(["--capacity", capacity, "--file"]).arg(&path));
        assert_eq!((finished.code(), finished.stderr.as_str()), (Some(0), ""), "--capacity {capacity}");
        assert!(fs::read(&path).unwrap() == input, "--capacity {capacity}: the file isn't the input");
    }
}

#[test]
fn a_capacity_that_makes_no_sense_is_refused() {
    for capacity in ["-1", "many", "", "9223372036854775808"] {
        let finished = run(PROGRAM, &["--capacity", capacity]);
        assert!(finished.refusal().contains("--capacity"), "{}", finished.stderr);
    }
}

#[test]
fn every_byte_is_recorded_as_queued_once_and_as_written_once() {
    let (input, path, record) = (input(), fresh("recorded"), fresh("recorded timeline"));
    let finished =
        copy(&input, Command::new(PROGRAM).arg("--file").arg(&path).env("RAINBOW_TIMELINE", &record));
    assert_eq!((finished.code(), finished.stderr.as_str()), (Some(0), ""));
    assert!(fs::read(&path).unwrap() == input, "the file isn't the input");

    let record = fs::read_to_string(&record).unwrap();
    for kind in ["queued", "worked"] {
        let mut end = 0;
        for line in record.lines().filter(|line| line.starts_with(kind)) {
            let range: Vec<usize> = line.split('\t').skip(1).take(2).map(|n| n.parse().unwrap()).collect();
            assert_eq!(range[0], end, "{kind}: what comes before {line}?");
            end = range[1];
        }
        assert_eq!(end, input.len(), "{kind}");
    }
}

#[test]
fn a_recording_that_has_no_place_is_reported_and_costs_nothing_else() {
    let (path, nowhere) = (fresh("not recorded"), fresh("no such folder").join("timeline"));
    let finished =
        copy(b"line\n", Command::new(PROGRAM).arg("--file").arg(&path).env("RAINBOW_TIMELINE", &nowhere));
    assert_eq!(finished.code(), Some(0));
    assert!(finished.stderr.starts_with("nothing is recorded: can't write to "), "{}", finished.stderr);
    assert_eq!(fs::read(&path).unwrap(), b"line\n");
}
