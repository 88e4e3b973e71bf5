//! `--tasks FILE`: matrices of the user's own.
#![expect(clippy::unwrap_used, reason = "tests may panic")]

use std::fs;
use std::path::{Path, PathBuf};

use shared::testing::{Finished, run};

const PROGRAM: &str = env!("CARGO_BIN_EXE_multi-thread-matrix");

/// A file for one test, so `name` differs from test to test.
fn file(name: &str, text: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, text).unwrap();
    path
}

fn invert(path: &Path) -> Finished {
    run(PROGRAM, &["--tasks", path.to_str().unwrap()])
}

/// It didn't even start, and said why: what is wrong, and with which file.
#[track_caller]
fn nothing_ran(finished: &Finished, path: &Path, reason: &str) {
    assert_eq!((finished.code(), finished.stdout.as_str()), (Some(1), ""));
    for part in [path.to_str().unwrap(), reason] {
        assert!(finished.stderr.contains(part), "{}: should say {part}", finished.stderr);
    }
    assert!(!finished.stderr.contains("panicked"), "{}", finished.stderr);
}

#[test]
fn what_is_printed_can_be_given_back() {
    let plain = run(PROGRAM, &[]);
    let matrix = |line: &&str| {
        let fields: Vec<_> = line.split(" | ").collect();
        let number: usize = fields[1].strip_prefix("task ").unwrap().parse().unwrap();
        (number, fields[2].to_owned() + "\n")
    };
    let mut matrices: Vec<_> = plain.sorted().iter().map(matrix).collect();
    matrices.sort_unstable();
    let text: String = matrices.into_iter().map(|(_, matrix)| matrix).collect();

    let again = invert(&file("as-printed.txt", &text));
    assert_eq!((again.code(), again.stderr.as_str()), (Some(0), ""));
    assert_eq!(again.sorted(), plain.sorted());
}

#[test]
fn a_path_may_hold_spaces_and_a_file_blank_lines() {
    let path =
        file("with a space.txt", "\r\n[[2, 0, 0], [0, 4, 0], [0, 0, -5]]\r\n\r\n[[0,0,0],[0,0,0],[0,0,0]]");
    let finished = invert(&path);
    let half =
        "[[0.500000, 0.000000, 0.000000], [0.000000, 0.250000, 0.000000], [0.000000, 0.000000, -0.200000]]";
    assert_eq!(
        finished.sorted(),
        [
            format!("worker 0 | task 0 | [[2, 0, 0], [0, 4, 0], [0, 0, -5]] | {half}"),
            "worker 1 | task 1 | [[0, 0, 0], [0, 0, 0], [0, 0, 0]] | singular".into(),
        ]
    );
    assert_eq!((finished.code(), finished.stderr.as_str()), (Some(0), ""));
}

#[test]
fn with_a_bad_line_in_the_middle_nothing_runs() {
    let good = "[[1, 2, 3], [4, 5, 6], [7, 8, 10]]\n";
    let path = file("bad-line.txt", &format!("{good}{good}[[1, 2, 3], [4, 5, 6]]\n{good}"));
    let finished = invert(&path);
    nothing_ran(&finished, &path, "line 3: \"[[1, 2, 3], [4, 5, 6]]\" isn't a matrix");
    assert!(finished.stderr.contains("2 rows instead of 3"), "{}", finished.stderr);
}

#[test]
fn a_missing_file_and_a_folder_are_named() {
    let missing = Path::new(env!("CARGO_TARGET_TMPDIR")).join("no such file.txt");
    nothing_ran(&invert(&missing), &missing, "can't read");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    nothing_ran(&invert(folder), folder, "can't read");
}

#[test]
fn an_empty_file_is_no_failure_and_said_to_be_empty() {
    let path = file("empty.txt", "\n \r\n");
    let finished = invert(&path);
    assert_eq!((finished.code(), finished.stdout.as_str()), (Some(0), ""));
    assert!(finished.stderr.contains("holds no matrix"), "{}", finished.stderr);
}

#[test]
fn a_fault_at_a_task_that_the_file_doesn_t_hold_is_turned_down() {
    let one = file("one.txt", "[[1, 0, 0], [0, 1, 0], [0, 0, 1]]");
    let finished = run(PROGRAM, &["--panic-at", "1", "--tasks", one.to_str().unwrap()]);
    assert!(finished.refusal().contains("--panic-at 1: there is only task 0"));
    let none = file("none.txt", "");
    let finished = run(PROGRAM, &["--panic-at", "0", "--tasks", none.to_str().unwrap()]);
    assert!(finished.refusal().contains("--panic-at 0: there are no tasks"));
}

#[test]
fn fewer_tasks_than_workers_are_enough() {
    for count in 1..=5 {
        let matrices = "[[1, 0, 0], [0, 1, 0], [0, 0, 1]]\n".repeat(count);
        let finished = invert(&file(&format!("few-{count}.txt"), &matrices));
        assert_eq!((finished.code(), finished.stdout.lines().count()), (Some(0), count));
    }
}

#[cfg(unix)]
#[test]
fn a_file_without_end_is_turned_down_at_once() {
    nothing_ran(&invert(Path::new("/dev/zero")), Path::new("/dev/zero"), "longer than 1000 bytes");
}
