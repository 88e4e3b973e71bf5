//! What comes of dealing out the tasks to private queues: lanes, and what a slow or dead worker costs.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests are threads that may block, and may panic"
)]

use std::process::Command;
use std::sync::Barrier;

use shared::repos::offline::REPOS;
use shared::testing::{Finished, Program, Request, Server, run};

const PROGRAM: &str = env!("CARGO_BIN_EXE_tokio-mpsc");

const NAMES: [&str; 9] = ["t/0", "t/1", "t/2", "t/3", "t/4", "t/5", "t/6", "t/7", "t/8"];

fn fetch(server: &Server, more: &[&str]) -> Finished {
    run(PROGRAM, &[&["--api", &server.url()], &NAMES[..], more].concat())
}

/// Which tasks each worker delivered, in the order of the lines.
fn lanes(finished: &Finished) -> [Vec<usize>; 4] {
    let lane = |n: usize| {
        let lines = finished.stdout.lines();
        let own = lines.filter_map(|line| line.strip_prefix(&format!("worker {n} | t/")));
        own.map(|line| line.split_once(": about").unwrap().0.parse().unwrap()).collect()
    };
    let lanes = [0, 1, 2, 3].map(lane);
    assert_eq!(
        lanes.iter().map(Vec::len).sum::<usize>(),
        finished.stdout.lines().count(),
        "{}",
        finished.stdout
    );
    lanes
}

/// Lets `process` panic at these tasks: the workers that die are named, and so is what they took along.
#[track_caller]
fn panic_at(tasks: &[usize], delivered: [Vec<usize>; 4], deaths: &[(usize, usize)]) {
    let server = Server::start(Request::describe);
    let numbers: Vec<_> = tasks.iter().map(|task| format!("--panic-at={task}")).collect();
    let finished = fetch(&server, &numbers.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!((lanes(&finished), finished.code()), (delivered.clone(), Some(1)));

    let died =
        |&(n, task)| format!("worker {n} died of a panic: task {task} was told to panic by --panic-at");
    let died: Vec<_> = deaths.iter().map(died).collect();
    assert_eq!(finished.stderr.lines().filter(|line| line.starts_with("worker ")).collect::<Vec<_>>(), died);

    let lost: Vec<_> = (0..9).filter(|task| !delivered.iter().flatten().any(|found| found == task)).collect();
    let named: Vec<_> = lost.iter().map(|task| format!("{task}: t/{task}")).collect();
    assert_eq!(finished.said("lost: task "), named);
    let total = format!("{} of 9 tasks were lost", lost.len());
    assert_eq!(finished.stderr.lines().last(), Some(total.as_str()));
}

#[test]
fn the_nine_of_the_article_come_once_each_and_in_lanes() {
    let finished = run(PROGRAM, &[]);
    assert_eq!((finished.code(), finished.stderr.as_str()), (Some(0), ""));
    for n in 0..4 {
        let worker = format!("worker {n} | ");
        let lane = finished.stdout.lines().filter_map(|line| line.strip_prefix(&worker));
        let expected = REPOS.iter().skip(n).step_by(4);
        let expected = expected.map(|repo| format!("{}: {}", repo.full_name, repo.description));
        assert_eq!(lane.collect::<Vec<_>>(), expected.collect::<Vec<_>>(), "worker {n}");
    }
    assert_eq!(finished.stdout.lines().count(), 9);
}

#[test]
fn a_dead_worker_takes_its_private_queue_along() {
    panic_at(&[1], [vec![0, 4, 8], vec![], vec![2, 6], vec![3, 7]], &[(1, 1)]);
}

#[test]
fn what_was_delivered_before_a_death_is_kept() {
    panic_at(&[4], [vec![0], vec![1, 5], vec![2, 6], vec![3, 7]], &[(0, 4)]);
}

#[test]
fn a_death_at_the_last_task_costs_that_task_only() {
    panic_at(&[8], [vec![0, 4], vec![1, 5], vec![2, 6], vec![3, 7]], &[(0, 8)]);
}

#[test]
fn each_death_costs_one_queue_and_a_worker_dies_only_once() {
    panic_at(&[7, 0, 4], [vec![], vec![1, 5], vec![2, 6], vec![3]], &[(0, 0), (3, 7)]);
}

#[test]
fn when_all_workers_die_the_program_still_ends_and_names_every_task() {
    panic_at(&[0, 1, 2, 3], [const { Vec::new() }; 4], &[(0, 0), (1, 1), (2, 2), (3, 3)]);
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
    assert_eq!((lanes(&finished), finished.code()), ([0, 1, 2, 3].map(|n| vec![n, n + 4]), Some(0)));
}

#[test]
fn a_slow_task_holds_up_its_own_queue_only() {
    let (server, requests) = Server::hand_over();
    let program = Program::start(Command::new(PROGRAM).args(["--api", &server.url()]).args(NAMES));

    let mut slow = None;
    let mut order = Vec::new();
    while order.len() < 9 {
        let request = requests.wait();
        order.push(request.path().to_owned());
        match request.path() {
            "/repos/t/0" => slow = Some(request),
            _ => request.describe(),
        }
        // All that the other three workers have to do was asked for, so now the first one gets its answer.
        if order.len() == 7 {
            slow.take().expect("the first task should be under way").describe();
        }
    }
    let finished = program.finish();
    assert_eq!(order[7..], ["/repos/t/4", "/repos/t/8"]);
    assert_eq!(
        (lanes(&finished), finished.code()),
        ([vec![0, 4, 8], vec![1, 5], vec![2, 6], vec![3, 7]], Some(0))
    );
}
