//! What is lost with a worker that panics, what isn't, and what is said about it.
#![expect(clippy::unwrap_used, reason = "tests may panic")]

use std::fs;
use std::path::Path;

use shared::testing::run;

const PROGRAM: &str = env!("CARGO_BIN_EXE_multi-thread-matrix");

/// Lets `process` panic at these tasks: `deaths` are the workers that die, each with the task it dies of. Each takes
/// along what its queue still holds. Everything else is delivered as ever.
#[track_caller]
fn panic_at(tasks: &[usize], deaths: &[(usize, usize)]) {
    let numbers: Vec<_> = tasks.iter().map(|task| format!("--panic-at={task}")).collect();
    let finished = run(PROGRAM, &numbers.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(finished.code(), Some(1));

    let died =
        |&(n, task)| format!("worker {n} died of a panic: task {task} was told to panic by --panic-at");
    let died: Vec<_> = deaths.iter().map(died).collect();
    assert_eq!(finished.stderr.lines().filter(|line| line.starts_with("worker ")).collect::<Vec<_>>(), died);

    let lost = |task: usize| deaths.iter().any(|&(n, first)| task % 4 == n && task >= first);
    let (mut delivered, mut missing) = (Vec::new(), Vec::new());
    let plain = run(PROGRAM, &[]);
    for line in plain.sorted() {
        let (_, task) = line.split_once("task ").unwrap();
        let (number, matrix) = task.split_once(" | ").unwrap();
        let (matrix, _) = matrix.split_once(" | ").unwrap();
        match number.parse().unwrap() {
            number if lost(number) => missing.push((number, format!("{number}: {matrix}"))),
            _ => delivered.push(line),
        }
    }
    missing.sort_unstable();
    assert_eq!(finished.sorted(), delivered);
    assert_eq!(finished.said("lost: task "), missing.iter().map(|(_, task)| task).collect::<Vec<_>>());
    let total = format!("{} of 100 tasks were lost", missing.len());
    assert_eq!(finished.stderr.lines().last(), Some(total.as_str()));
}

#[test]
fn a_dead_worker_takes_its_private_queue_along() {
    panic_at(&[1], &[(1, 1)]);
}

#[test]
fn what_was_delivered_before_a_death_is_kept() {
    panic_at(&[5], &[(1, 5)]);
    panic_at(&[54], &[(2, 54)]);
}

#[test]
fn a_death_at_the_last_task_costs_that_task_only() {
    panic_at(&[99], &[(3, 99)]);
}

#[test]
fn each_death_costs_one_queue() {
    panic_at(&[0, 6], &[(0, 0), (2, 6)]);
}

#[test]
fn a_worker_dies_only_once() {
    panic_at(&[9, 1, 5], &[(1, 1)]);
}

#[test]
fn when_all_workers_die_the_program_still_ends_and_names_every_task() {
    panic_at(&[0, 1, 2, 3], &[(0, 0), (1, 1), (2, 2), (3, 3)]);
}

#[test]
fn a_queue_that_closes_while_it_is_filled_costs_that_queue_only() {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("long queues.txt");
    fs::write(&path, "[[1, 2, 3], [4, 5, 6], [7, 8, 10]]\n".repeat(20_000)).unwrap();
    let finished = run(PROGRAM, &["--panic-at", "2", "--tasks", path.to_str().unwrap()]);
    assert_eq!((finished.code(), finished.stdout.lines().count()), (Some(1), 15_000));
    assert_eq!(finished.stderr.lines().last(), Some("5000 of 20000 tasks were lost"));
}
