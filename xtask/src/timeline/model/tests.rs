use super::*;

/// A timeline of made-up events, with blanks for tabs.
pub fn timeline(events: &str) -> Timeline {
    let line = |line: &str| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        match fields.as_slice() {
            ["task", first, end, name @ ..] => format!("task\t{first}\t{end}\t{}\n", name.join(" ")),
            ["worked", first, end, start, stop, kind, number, how] => {
                format!("worked\t{first}\t{end}\t{start}\t{stop}\t{kind} {number}\t{how}\n")
            }
            fields => fields.join("\t") + "\n",
        }
    };
    Timeline::new(&Events::read(&events.lines().map(line).collect::<String>()).unwrap())
}

fn names(timeline: &Timeline) -> Vec<&str> {
    timeline.workers.iter().map(|worker| worker.name.as_str()).collect()
}

#[test]
fn the_least_possible_is_the_longest_task_or_the_work_shared_evenly() {
    let one_long = timeline("worked 0 1 100 500 task 9 done\nworked 1 2 100 200 task 8 done");
    assert_eq!((one_long.makespan(), one_long.least(), one_long.one_decides()), (400, 400, true));
    assert_eq!(one_long.busy(), 0.625);

    let even = timeline(
        "worked 0 1 0 100 worker 0 done\nworked 1 2 100 200 worker 0 done\nworked 2 3 0 90 worker 1 done",
    );
    assert_eq!((even.makespan(), even.least(), even.one_decides()), (200, 145, false));
}

#[test]
fn workers_without_a_name_are_numbered_by_their_ids() {
    let tasks =
        timeline("worked 0 1 0 5 task 12 done\nworked 1 2 0 5 task 9 done\nworked 2 3 5 9 task 9 done");
    assert_eq!(names(&tasks), ["worker 0", "worker 1"]);
    assert_eq!(tasks.workers[0].spans.len(), 2);
    assert_eq!(names(&timeline("worked 0 1 0 5 thread 2 done")), ["worker"]);
    let mixed = timeline("worked 0 1 0 5 worker 1 done\nworked 1 2 0 5 thread 9 done");
    assert_eq!(names(&mixed), ["worker 0", "worker 1", "thread 9"]);
}

#[test]
fn a_worker_that_never_worked_is_missed_among_numbered_ones() {
    let timeline = timeline("worked 0 1 0 5 worker 2 done\nworked 1 2 0 5 worker 0 done");
    assert_eq!(names(&timeline), ["worker 0", "worker 1", "worker 2"]);
    assert_eq!(timeline.workers[1].spans.len(), 0);
    assert_eq!(timeline.busy(), 2.0 / 3.0);
}

#[test]
fn a_large_number_is_no_gap_of_idle_workers() {
    let timeline = timeline("worked 0 1 0 5 worker 2000000000 done\nworked 1 2 0 5 worker 0 done");
    assert_eq!(names(&timeline), ["worker 0", "worker 2000000000"]);
}

#[test]
fn what_nobody_worked_on_is_lost() {
    let timeline = timeline(
        "task 0 1 a\ntask 1 2 b\ntask 2 3 c\nqueued 0 1 0\nqueued 1 2 0\nworked 0 1 5 6 task 4 panicked",
    );
    let lost: Vec<String> = timeline.lost().map(ToString::to_string).collect();
    assert_eq!(lost, ["task 1: b", "task 2: c"]);
    assert!(timeline.workers[0].spans[0].panicked);
    assert_eq!(timeline.workers[0].spans[0].offered, Some(0));
}

#[test]
fn a_write_covers_the_blocks_in_its_range() {
    let timeline = timeline(
        "queued 0 10 1\nqueued 10 30 2\nqueued 30 40 3\nworked 0 30 5 9 thread 3 done\nworked 30 40 9 12 thread 3 done",
    );
    let taken: Vec<_> = timeline.messages.iter().map(|message| message.taken).collect();
    assert_eq!(taken, [Some(5), Some(5), Some(9)]);
    let offered: Vec<_> = timeline.spans().map(|span| span.offered).collect();
    assert_eq!(offered, [Some(1), Some(3)]);
    assert_eq!(timeline.spans().next().unwrap().task.to_string(), "bytes 0 to 29 (30 bytes)");
}

#[test]
fn a_note_that_comes_late_or_never_doesnt_make_a_message_wait_longer() {
    let timeline = timeline(
        "queued 0 1 0\nentered 0 1 9\nworked 0 1 4 6 worker 0 done\nqueued 1 2 1\nworked 1 2 7 8 worker 0 done\nqueued 2 3 2",
    );
    let entered: Vec<_> = timeline.messages.iter().map(|message| message.entered).collect();
    assert_eq!(entered, [Some(4), Some(7), None]);
}

#[test]
fn nothing_recorded_is_no_error() {
    let timeline = timeline("");
    assert_eq!((timeline.makespan(), timeline.least(), timeline.busy()), (0, 0, 0.0));
}

#[test]
fn a_worker_that_does_several_things_at_once_is_drawn_as_several() {
    let timeline = timeline(
        "worked 0 1 0 100 task 5 done\nworked 1 2 50 150 task 5 done\nworked 2 3 60 90 task 5 done\n\
         worked 3 4 100 200 task 5 done\nworked 4 5 90 95 task 6 done",
    );
    assert_eq!(names(&timeline), ["worker 0", "worker 0 (2)", "worker 0 (3)", "worker 1"]);
    let numbers = timeline
        .workers
        .iter()
        .map(|worker| worker.spans.iter().map(|span| span.task.numbers.start).collect::<Vec<_>>());
    assert!(numbers.eq([vec![0, 3], vec![1], vec![2], vec![4]]));
}

#[test]
fn the_work_is_complete_if_nothing_is_lost_and_nobody_panicked() {
    assert!(timeline("queued 0 1 0\nworked 0 1 5 6 task 4 done").is_complete());
    assert!(!timeline("queued 0 1 0\nworked 0 1 5 6 task 4 panicked").is_complete());
    assert!(!timeline("queued 0 1 0\nqueued 1 2 0\nworked 0 1 5 6 task 4 done").is_complete());
}
