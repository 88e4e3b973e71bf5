//! What is delivered when nothing goes wrong.

use shared::testing::{Finished, run};

const PROGRAM: &str = env!("CARGO_BIN_EXE_multi-thread-matrix");

/// Worker and task of each line, in the order of the lines.
fn deliveries(finished: &Finished) -> Vec<(usize, usize)> {
    let delivery = |line: &str| {
        let (worker, rest) = line.strip_prefix("worker ")?.split_once(" | task ")?;
        let (task, _) = rest.split_once(" | [[")?;
        Some((worker.parse().ok()?, task.parse().ok()?))
    };
    let lines = finished.stdout.lines();
    lines.map(|line| delivery(line).unwrap_or_else(|| panic!("what is this? {line}"))).collect()
}

#[test]
fn every_task_comes_back_once_and_from_its_own_worker() {
    let finished = run(PROGRAM, &[]);
    assert_eq!((finished.code(), finished.stderr.as_str()), (Some(0), ""));
    let mut deliveries = deliveries(&finished);
    deliveries.sort_unstable_by_key(|&(_, task)| task);
    assert_eq!(deliveries, (0..100).map(|task| (task % 4, task)).collect::<Vec<_>>());
}

#[test]
fn what_one_worker_sends_comes_in_the_order_of_its_queue() {
    let deliveries = deliveries(&run(PROGRAM, &[]));
    for n in 0..4 {
        let lane = deliveries.iter().filter(|&&(worker, _)| worker == n).map(|&(_, task)| task);
        assert_eq!(lane.collect::<Vec<_>>(), (n..100).step_by(4).collect::<Vec<_>>(), "worker {n}");
    }
}

#[test]
fn every_run_prints_the_same_lines() {
    let (first, second) = (run(PROGRAM, &[]), run(PROGRAM, &[]));
    assert_eq!(first.sorted(), second.sorted());
}
