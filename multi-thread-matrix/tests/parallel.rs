//! The four threads work side by side, and not one after the other.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "tests may panic")]

use std::io::Read;
use std::process::{Command, Stdio};
use std::thread;

use shared::testing::{Program, full_pipe};

/// Keeps these workers in the middle of `process`, since what their panics say finds no room. The others deliver all
/// that they have to do meanwhile.
#[track_caller]
fn stuck(workers: &[usize]) {
    let (mut stderr, full) = full_pipe().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_multi-thread-matrix"));
    command.args(workers.iter().map(|n| format!("--panic-at={n}")));
    let program = Program::start_into(&mut command, Stdio::piped(), full);
    for task in (0..100).filter(|task| !workers.contains(&(task % 4))) {
        program.wait_for_stdout(&format!("| task {task} |"));
    }

    let rest = thread::spawn(move || {
        let mut rest = Vec::new();
        stderr.read_to_end(&mut rest).map(|_| String::from_utf8_lossy(&rest).into_owned())
    });
    let finished = program.finish();
    let said = rest.join().unwrap().unwrap();
    let total = format!("{} of 100 tasks were lost\n", workers.len() * 25);
    assert!(said.ends_with(&total), "{said}");
    assert_eq!((finished.code(), finished.stdout.lines().count()), (Some(1), 100 - workers.len() * 25));
}

#[test]
fn a_task_that_takes_long_holds_up_its_own_queue_only() {
    for worker in 0..4 {
        stuck(&[worker]);
    }
}

#[test]
fn four_tasks_are_worked_on_at_a_time() {
    // Three of them, and those of the fourth worker.
    stuck(&[0, 1, 2]);
    stuck(&[1, 2, 3]);
}
