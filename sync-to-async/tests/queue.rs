//! However much the queue may hold, and whether the run is recorded or not, the file is the input.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests are threads, and may block and panic"
)]

mod common;

use std::fs;
#[cfg(unix)]
use std::io::Read;
use std::ops::Range;
use std::path::Path;
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
#[cfg(unix)]
fn what_is_waiting_is_written_in_one_go_but_never_more_than_eight_blocks() {
    let (path, record) = (fresh("batches"), fresh("batches timeline"));
    assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
    let mut command = Command::new(PROGRAM);
    command.args(["--capacity", "1000", "--file"]).arg(&path).env("RAINBOW_TIMELINE", &record);
    let mut program = Program::start(&mut command);
    // Held open, and not read until all of the input is in the program: a hundred blocks, or somewhat less.
    let mut file = fs::File::open(&path).unwrap();
    for _ in 0..100 {
        program.send(&b"0123456789abcde\n".repeat(1 << 12));
    }
    program.close_stdin();
    let mut copied = Vec::new();
    file.read_to_end(&mut copied).unwrap();
    assert_eq!((copied.len(), program.wait().code()), (100 << 16, Some(0)));

    let offered: Vec<usize> = ranges(&record, "offered").iter().map(|range| range.start).collect();
    let blocks = |write: &Range<usize>| offered.iter().filter(|block| write.contains(block)).count();
    let most = ranges(&record, "worked").iter().map(blocks).max();
    assert_eq!(most, Some(8));
}

#[test]
fn a_capacity_that_makes_no_sense_is_refused() {
    for capacity in ["-1", "many", "", "9223372036854775808"] {
        let finished = run(PROGRAM, &["--capacity", capacity]);
        assert!(finished.refusal().contains("--capacity"), "{}", finished.stderr);
    }
}

#[test]
fn every_byte_is_recorded_as_offered_once_and_as_written_once() {
    let (input, path, record) = (input(), fresh("recorded"), fresh("recorded timeline"));
    let finished =
        copy(&input, Command::new(PROGRAM).arg("--file").arg(&path).env("RAINBOW_TIMELINE", &record));
    assert_eq!((finished.code(), finished.stderr.as_str()), (Some(0), ""));
    assert!(fs::read(&path).unwrap() == input, "the file isn't the input");

    for kind in ["offered", "worked"] {
        let mut end = 0;
        for range in ranges(&record, kind) {
            assert_eq!(range.start, end, "{kind}");
            end = range.end;
        }
        assert_eq!(end, input.len(), "{kind}");
    }
}

/// Which bytes a record tells this about, one event after the other.
fn ranges(record: &Path, kind: &str) -> Vec<Range<usize>> {
    let record = fs::read_to_string(record).unwrap();
    let range = |line: &str| {
        let number = |field| {
            let (_, rest) = line.split_once(&format!("\"{field}\":")).unwrap();
            rest.split(',').next().unwrap().parse::<usize>().unwrap()
        };
        number("first")..number("end")
    };
    let events = record.lines().filter_map(|line| line.strip_prefix(&format!("{{\"{kind}\":")));
    events.map(range).collect()
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
