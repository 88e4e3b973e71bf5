//! stdout and stderr that are closed or full: it ends by itself, and never by a panic of its own.
#![expect(clippy::unwrap_used, reason = "tests may panic")]

use std::fs;
use std::io::{BufRead, BufReader, pipe};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use shared::testing::Program;

const PROGRAM: &str = env!("CARGO_BIN_EXE_multi-thread-matrix");

/// More matrices than a pipe holds results of.
fn many(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, "[[1, 2, 3], [4, 5, 6], [7, 8, 10]]\n".repeat(5_000)).unwrap();
    path
}

#[test]
fn a_reader_that_leaves_after_one_line_ends_it_quietly() {
    let (reader, writer) = pipe().unwrap();
    let mut command = Command::new(PROGRAM);
    let program = Program::start_into(command.arg("--tasks").arg(many("many.txt")), writer, Stdio::piped());
    let mut line = String::new();
    BufReader::new(reader).read_line(&mut line).unwrap();
    assert!(line.starts_with("worker "), "{line}");

    let finished = program.finish();
    assert_eq!((finished.code(), finished.stderr.as_str()), (Some(141), ""));
}

#[test]
fn with_nobody_to_listen_at_all_it_ends_too() {
    let (_, stdout) = pipe().unwrap();
    let (_, stderr) = pipe().unwrap();
    let finished =
        Program::start_into(Command::new(PROGRAM).args(["--panic-at", "1"]), stdout, stderr).finish();
    assert_eq!(finished.code(), Some(141));
}

#[test]
fn a_single_result_that_is_lost_is_no_success() {
    let one = Path::new(env!("CARGO_TARGET_TMPDIR")).join("one result.txt");
    fs::write(&one, "[[1, 2, 3], [4, 5, 6], [7, 8, 10]]\n").unwrap();
    let (_, stdout) = pipe().unwrap();
    let mut command = Command::new(PROGRAM);
    let finished = Program::start_into(command.arg("--tasks").arg(one), stdout, Stdio::piped()).finish();
    assert_eq!((finished.code(), finished.stderr.as_str()), (Some(141), ""));
}

#[test]
fn where_nothing_is_to_be_printed_a_closed_stdout_changes_nothing() {
    let (_, stdout) = pipe().unwrap();
    let mut command = Command::new(PROGRAM);
    command.args(["--panic-at=0", "--panic-at=1", "--panic-at=2", "--panic-at=3"]);
    let finished = Program::start_into(&mut command, stdout, Stdio::piped()).finish();
    assert_eq!((finished.code(), finished.said("lost: ").len()), (Some(1), 100));
}

#[test]
fn help_for_nobody_is_quiet_too() {
    let (_, stdout) = pipe().unwrap();
    let finished = Program::start_into(Command::new(PROGRAM).arg("--help"), stdout, Stdio::piped()).finish();
    assert_eq!((finished.code(), finished.stderr.as_str()), (Some(141), ""));
}

#[test]
fn a_closed_stderr_costs_no_result() {
    let (_, stderr) = pipe().unwrap();
    let finished =
        Program::start_into(Command::new(PROGRAM).args(["--panic-at", "97"]), Stdio::piped(), stderr)
            .finish();
    assert_eq!((finished.code(), finished.stdout.lines().count()), (Some(1), 99));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_a_failure_with_its_cause() {
    for args in [&[][..], &["--help"]] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let finished = Program::start_into(Command::new(PROGRAM).args(args), full, Stdio::piped()).finish();
        assert_eq!(finished.code(), Some(1));
        for part in ["can't write the results to stdout", "No space left on device"] {
            assert!(finished.stderr.contains(part), "{}", finished.stderr);
        }
        assert!(!finished.stderr.contains("panicked"), "{}", finished.stderr);
    }
}
