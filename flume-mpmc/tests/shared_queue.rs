//! What comes of one queue that all workers share: whoever is free takes the next task.
#![expect(clippy::disallowed_methods, reason = "tests are threads, and may block")]

use std::process::Command;
use std::sync::Barrier;

use shared::repos::offline::REPOS;
use shared::testing::{Finished, Program, Request, Server, run};

const PROGRAM: &str = env!("CARGO_BIN_EXE_flume-mpmc");

const NAMES: [&str; 9] = ["t/0", "t/1", "t/2", "t/3", "t/4", "t/5", "t/6", "t/7", "t/8"];

/// Which tasks were delivered.
fn delivered(finished: &Finished) -> Vec<usize> {
    let task = |line: &&str| {
        let (task, described) = line.strip_prefix("t/")?.split_once(": about t/")?;
        (task == described).then(|| task.parse().ok())?
    };
    finished
        .sorted()
        .iter()
        .map(|line| task(line).unwrap_or_else(|| panic!("what is this? {line}")))
        .collect()
}

/// Lets `process` panic at these tasks: as many workers die, and these tasks are lost, with all that come after them
/// if nobody is left. Nothing else is.
#[track_caller]
fn panic_at(tasks: &[usize], lost: &[usize]) {
    let server = Server::start(Request::describe);
    let mut command = Command::new(PROGRAM);
    command.args(["--api", &server.url()]).args(NAMES);
    let finished =
        Program::start(command.args(tasks.iter().map(|task| format!("--panic-at={task}")))).finish();
    let kept: Vec<_> = (0..9).filter(|task| !lost.contains(task)).collect();
    assert_eq!((delivered(&finished), finished.code()), (kept, Some(1)));

    let death = |line: &str| {
        let (n, task) = line.strip_prefix("worker ")?.split_once(" died of a panic: task ")?;
        let task = task.strip_suffix(" was told to panic by --panic-at")?;
        Some((n.parse::<usize>().ok()?, task.parse::<usize>().ok()?))
    };
    let (mut workers, mut causes): (Vec<_>, Vec<_>) = finished.stderr.lines().filter_map(death).unzip();
    causes.sort_unstable();
    assert_eq!(causes, tasks);
    workers.dedup();
    assert!(
        workers.is_sorted() && workers.len() == tasks.len() && workers.iter().all(|&n| n < 4),
        "{workers:?}"
    );

    let named: Vec<_> = lost.iter().map(|task| format!("{task}: t/{task}")).collect();
    assert_eq!(finished.said("lost: task "), named);
    let total = format!("{} of 9 tasks were lost", lost.len());
    assert_eq!(finished.stderr.lines().last(), Some(total.as_str()));
}

#[test]
fn the_nine_of_the_article_come_once_each() {
    let finished = run(PROGRAM, &[]);
    assert_eq!((finished.code(), finished.stderr.as_str()), (Some(0), ""));
    let mut expected = REPOS.map(|repo| format!("{}: {}", repo.full_name, repo.description));
    expected.sort_unstable();
    assert_eq!(finished.sorted(), expected);
}

#[test]
fn a_dead_worker_costs_the_task_in_its_hand_and_no_other() {
    panic_at(&[1], &[1]);
}

#[test]
fn a_death_at_the_last_task_costs_that_task_only() {
    panic_at(&[8], &[8]);
}

#[test]
fn one_worker_that_lives_does_all_the_rest() {
    panic_at(&[0, 3, 5], &[0, 3, 5]);
}

#[test]
fn when_all_workers_die_the_program_still_ends_and_names_every_task() {
    panic_at(&[0, 1, 2, 3], &[0, 1, 2, 3, 4, 5, 6, 7, 8]);
}

#[test]
fn what_was_delivered_before_the_last_death_is_kept() {
    panic_at(&[5, 6, 7, 8], &[5, 6, 7, 8]);
}

#[test]
fn four_are_fetched_at_a_time() {
    // Nobody is answered before four have asked.
    let four = Barrier::new(4);
    let server = Server::start(move |request| {
        four.wait();
        request.describe();
    });
    let finished = run(PROGRAM, &[&["--api", &server.url()], &NAMES[..8]].concat());
    assert_eq!((delivered(&finished), finished.code()), ((0..8).collect(), Some(0)));
}

#[test]
fn slow_tasks_hold_up_no_other_as_long_as_one_worker_is_free() {
    let (server, requests) = Server::hand_over();
    let program = Program::start(Command::new(PROGRAM).args(["--api", &server.url()]).args(NAMES));

    // The first three get no answer before all the others have asked for theirs.
    let mut slow = Vec::new();
    for _ in NAMES {
        let request = requests.wait();
        match request.path() {
            "/repos/t/0" | "/repos/t/1" | "/repos/t/2" => slow.push(request),
            _ => request.describe(),
        }
    }
    slow.into_iter().for_each(Request::describe);
    let finished = program.finish();
    assert_eq!((delivered(&finished), finished.code()), ((0..9).collect(), Some(0)));
}
