//! The threads do the work side by side, each number once, and no more of them wait in the queue than may.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests are threads, and may block and panic"
)]

mod common;

use std::collections::HashMap;
use std::path::Path;
use std::thread;

use common::{events, number, serve_recorded};

#[test]
#[cfg(target_os = "linux")]
fn each_worker_is_one_thread_of_the_system() {
    let threads = |workers| {
        let server = common::serve(&["--threads", workers]);
        std::fs::read_dir(format!("/proc/{}/task", server.program.id())).unwrap().count()
    };
    assert_eq!(threads("43") - threads("3"), 40);
}

#[test]
#[cfg(target_os = "linux")]
fn the_threads_work_at_the_same_time() {
    use std::io::{ErrorKind, Read, Write};

    let server = common::serve(&["--threads", "4"]);
    let mut socket = server.connect();
    socket.write_all(format!("{}\n", common::EXPENSIVE).repeat(4).as_bytes()).unwrap();
    common::wait_until_busy(&server.program, 4);
    // And none of them is done: one after the other they would be.
    socket.set_nonblocking(true).unwrap();
    assert_eq!(socket.read(&mut [0]).unwrap_err().kind(), ErrorKind::WouldBlock);
}

/// Four clients at once send thirty numbers each, some milliseconds of work; returns what is recorded of it.
fn record(name: &str, args: &[&str]) -> std::path::PathBuf {
    let (server, record) = serve_recorded(name, args);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert_eq!(server.ask(&b"999999999989\n".repeat(30)).len(), 30));
        }
    });
    record
}

#[test]
fn each_number_is_worked_on_once() {
    let record = record("each once", &["--threads", "4"]);
    let mut worked = common::worked(&record);
    worked.sort_unstable();
    assert!(worked.iter().copied().eq(0..120), "{worked:?}");
}

#[test]
fn no_more_numbers_are_in_the_queue_than_its_capacity() {
    for capacity in [1, 4] {
        let record =
            record(&format!("capacity {capacity}"), &["--threads", "1", "--capacity", &capacity.to_string()]);
        let most = most_in_queue(&record);
        // And one in the hand of the thread, which hasn't begun with it.
        assert!((1..=capacity + 1).contains(&most), "--capacity {capacity}: {most} were in the queue");
    }
}

/// How many numbers were in the queue when it was fullest. (Four clients with eight in flight would bring it to 31.)
fn most_in_queue(record: &Path) -> isize {
    let starts: HashMap<_, _> = events(record, "worked")
        .iter()
        .map(|event| (number(event, "first"), number(event, "start")))
        .collect();
    let by = |event: &str| event.split_once("\"by\":").unwrap().1.to_owned();
    let mut offered = HashMap::new();
    let mut changes = Vec::new();
    for event in events(record, "") {
        if event.starts_with("offered") {
            offered.insert(by(&event), number(&event, "first"));
        } else if event.starts_with("accepted")
            && let Some(message) = offered.remove(&by(&event))
        {
            // The thread may have it before the client's task is back.
            let start = starts[&message];
            changes.extend([(start.min(number(&event, "at")), 1), (start, -1)]);
        }
    }
    changes.sort_unstable();
    let lengths = changes.iter().scan(0, |length, (_, change)| {
        *length += change;
        Some(*length)
    });
    lengths.max().unwrap()
}
