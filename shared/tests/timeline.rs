//! What is recorded is in the file, however many record at the same time.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests are threads, and may block and panic"
)]

use std::process::{Command, exit};
use std::{env, fs, panic, thread};

use serde_json::{Value, json};
use shared::timeline::{accepted, long_work, named, offered, one, save, work};

const WORKERS: u64 = 16;
const TASKS: u64 = 500;

/// What `record` records, in a process of its own that runs only this test.
fn recorded(test: &str, record: fn()) -> Vec<Value> {
    if env::var_os("RAINBOW_TIMELINE").is_some() {
        record();
        exit(0);
    }
    let file = env::temp_dir().join(format!("rainbow-timeline-{}-{test}", std::process::id()));
    let mut command = Command::new(env::current_exe().unwrap());
    let status = command.args([test, "--exact"]).env("RAINBOW_TIMELINE", &file).status().unwrap();
    assert!(status.success());
    let text = fs::read_to_string(&file).unwrap();
    fs::remove_file(&file).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn threads_that_record_at_once_lose_nothing() {
    let events = recorded("threads_that_record_at_once_lose_nothing", || {
        let work = |worker| {
            for task in worker * TASKS..(worker + 1) * TASKS {
                drop(work(one(task)));
                if task % 97 == 0 {
                    save(); // while the others record
                }
            }
        };
        let start = |n| thread::Builder::new().name(format!("worker {n}")).spawn(move || work(n)).unwrap();
        let workers: Vec<_> = (0..WORKERS).map(start).collect();
        workers.into_iter().for_each(|worker| worker.join().unwrap());
        save();
    });
    let mut done: Vec<(u64, String)> = Vec::new();
    for event in &events {
        let Value::Object(work) = &event["worked"] else { panic!("{event}") };
        assert!(work["start"].as_u64() <= work["stop"].as_u64(), "{event}");
        done.push((work["first"].as_u64().unwrap(), work["by"].as_str().unwrap().to_owned()));
    }
    done.sort_unstable();
    assert!(done.into_iter().eq((0..WORKERS * TASKS).map(|task| (task, format!("worker {}", task / TASKS)))));
}

#[test]
fn each_event_is_there_and_no_name_can_break_the_format() {
    let events = recorded("each_event_is_there_and_no_name_can_break_the_format", || {
        named(7, "a\t\"b\"\\\n\u{1b}[31m");
        offered(7..9);
        accepted();
        let panics = || {
            let _work = long_work(7..9);
            panic!("as it should");
        };
        panic::catch_unwind(panics).unwrap_err();
    });
    assert_eq!(events[0], json!({ "task": { "number": 7, "name": "a \"b\"\\  [31m" } }));
    assert_eq!((&events[1]["offered"]["first"], &events[1]["offered"]["end"]), (&json!(7), &json!(9)));
    assert_eq!(events[1]["offered"]["by"], events[2]["accepted"]["by"]);
    assert_eq!((&events[3]["worked"]["end"], &events[3]["worked"]["panicked"]), (&json!(9), &json!(true)));
}
