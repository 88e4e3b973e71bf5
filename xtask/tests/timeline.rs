//! `cargo xtask timeline` as a user runs it: on the demos of this workspace, and on made-up ones that fail.

#![allow(clippy::unwrap_used)]

mod playground;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use playground::{Playground, Ran};
use serde_json::Value;

/// The command, in this workspace.
fn here(args: &[&str]) -> Ran {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.arg("timeline").args(args).current_dir(root).stdin(Stdio::null());
    command.env("CARGO_NET_OFFLINE", "true").env("COLUMNS", "80").env_remove("NO_COLOR");
    Ran::new(&command.output().unwrap())
}

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

/// The events of a phase in a trace.
fn events(trace: &Path, phase: &str) -> Vec<Value> {
    let trace: Value = serde_json::from_slice(&fs::read(trace).unwrap()).unwrap();
    let events = trace["traceEvents"].as_array().unwrap().iter();
    events.filter(|event| event["ph"] == phase).cloned().collect()
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap()
}

#[test]
fn the_same_tasks_take_longer_when_they_are_dispatched_in_turn() {
    let (trace, svg) = (file("both trace.json"), file("both.svg"));
    let ran = here(&["--trace", trace.to_str().unwrap(), "--svg", svg.to_str().unwrap()]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    ran.has(&["tokio-mpsc\n", "\nflume-mpmc\n", "\nworker 3  ", "The same tasks: tokio-mpsc took "]);

    let work = events(&trace, "X");
    let mut tasks: Vec<_> = work.iter().map(|work| number(&work["args"]["task"])).collect();
    tasks.sort_unstable();
    assert!(tasks.into_iter().eq((0..9).flat_map(|task| [task, task])), "each task exactly once");
    let [tokio, flume] = [1, 2].map(|process| {
        let work = work.iter().filter(|work| work["pid"] == process);
        let start = |work: &Value| work["ts"].as_f64().unwrap();
        let stop = |work: &Value| start(work) + work["dur"].as_f64().unwrap();
        work.clone().map(stop).fold(0.0, f64::max) - work.map(start).fold(f64::MAX, f64::min)
    });
    assert!(flume < tokio, "{flume} {tokio}");
    let named = events(&trace, "M");
    for (process, thread, name) in [(1, 0, "tokio-mpsc"), (2, 0, "flume-mpmc"), (2, 4, "worker 3")] {
        let of_it = |event: &&Value| event["pid"] == process && event["tid"] == thread;
        assert_eq!(named.iter().find(of_it).unwrap()["args"]["name"], name);
    }

    let svg = fs::read_to_string(svg).unwrap();
    assert_eq!(svg.matches("class=\"work\"").count(), 18);
    assert!(svg.contains("<title>task 8: SeaQL/sea-orm-cookbook, "), "{svg}");
}

#[test]
fn what_a_panic_costs_is_drawn_and_named() {
    let ran = here(&["tokio-mpsc", "--", "--panic-at", "1"]);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    ran.has(&[
        "tokio-mpsc --panic-at 1\n",
        "worker 1  !",
        "it exited with status 1\npanicked: task 1: SeaQL/sea-query\nlost: task 5: SeaQL/starfish-ql\n",
        "stderr ended with:\n",
        "  2 of 9 tasks were lost\n",
    ]);
}

#[test]
fn a_bound_keeps_messages_out_of_the_queue() {
    let trace = file("queue.json");
    let ran =
        here(&["async-to-sync", "--capacity", "1", "--capacity", "1000", "--trace", trace.to_str().unwrap()]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    ran.has(&["--capacity 1\n", "--capacity 1000\n", "\nunsent  ", "\nblocked senders: most "]);
    let row = ran.stdout.lines().find_map(|line| line.strip_prefix("queued: most")).unwrap();
    let most: Vec<u64> = row.split_whitespace().map(|number| number.parse().unwrap()).collect();
    assert!(most[0] < most[1], "{most:?}");

    let (work, counters) = (events(&trace, "X"), events(&trace, "C"));
    for (process, most) in [(2, most[0]), (3, most[1])] {
        assert_eq!(work.iter().filter(|work| work["pid"] == process).count(), 256);
        let queued = counters.iter().filter(|event| event["pid"] == process && event["name"] == "queued");
        assert_eq!(queued.map(|event| number(&event["args"]["messages"])).max(), Some(most));
    }
}

#[test]
fn all_blocks_of_the_input_are_written_in_one_row() {
    let ran = here(&["sync-to-async", "--capacity", "0"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    ran.has(&["\nworker 0  ", "\nqueued  ", "1 worker, "]);
}

/// A demo that records its first argument, and exits with the status in its second or hangs: at once, or when it should
/// be a server.
const DEMO: &str = r#"
fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let is_server = args.iter().any(|argument| argument == "--listen");
    let (events, end) = (args.first().map_or("none", String::as_str), args.get(1).map_or("0", String::as_str));
    if end == "hang" || end == "deaf" && is_server {
        std::fs::write("hangs", std::process::id().to_string()).unwrap();
        loop {
            std::thread::park();
        }
    }
    if events != "none" {
        let mut bytes = events.as_bytes().to_vec();
        bytes.extend(b"\n{\"worked\":\xc3"); // cut off in the middle of a character
        std::fs::write(std::env::var_os("RAINBOW_TIMELINE").unwrap(), bytes).unwrap();
    }
    eprintln!("the demo's last words");
    std::process::exit(end.parse().unwrap_or_default());
}
"#;

const WORKED: &str = r#"{"worked":{"first":0,"end":1,"start":6,"stop":9,"by":"worker 0","panicked":false}}"#;

fn made_up(name: &str) -> Playground {
    let playground = Playground::new(name);
    for name in ["made-up", "broken", "async-to-sync"] {
        playground.package(name, name, if name == "broken" { "fn main() { 1 }" } else { DEMO }, "");
        playground.write(&format!("{name}/check.toml"), "order = \"any\"\n[[case]]\nname = \"plain\"\n");
    }
    playground
}

#[test]
fn every_fault_is_reported() {
    let playground = made_up("timeline faults");
    let (named, panicked) = (r#"{"task":{"number":1,"name":"b"}}"#, WORKED.replace("false", "true"));
    let cases = [
        (vec!["none"], "it recorded nothing: it did no task"),
        (vec![WORKED, "3"], "it exited with status 3\nstderr ended with:\n  the demo's last words\n"),
        (vec![named], "lost: task 1: b\n"),
        (vec![panicked.as_str()], "panicked: task 0\n"),
        (vec!["{}"], "line 1 of the recording is invalid: "),
    ];
    for (args, says) in cases {
        let ran = playground.xtask(&[&["timeline", "made-up", "--"], args.as_slice()].concat());
        assert_eq!(ran.status, Some(1), "{ran:?}");
        ran.has(&[says]);
    }
    let ran = playground.xtask(&["timeline", "made-up", "broken", "--", WORKED]);
    assert_eq!((ran.status, ran.stdout.as_str()), (Some(1), ""), "{ran:?}");
    assert!(ran.stderr.contains("broken doesn't compile\n"), "{ran:?}");
    assert!(ran.stderr.contains("mismatched types"), "{ran:?}");
}

#[test]
fn files_are_written_where_the_user_is_and_a_demo_named_twice_is_drawn_once() {
    let playground = made_up("timeline files");
    let drawn = |svg| {
        let files = ["--svg", svg, "--trace", "trace.json", "--", WORKED];
        let ran = playground.xtask(&[&["timeline", "made-up/", "made-up"], files.as_slice()].concat());
        assert_eq!(ran.stdout.matches("worker 0  █").count(), 1, "{ran:?}");
        let trace = playground.root.join("trace.json");
        assert_eq!(events(&trace, "X").len(), 1);
        fs::remove_file(trace).unwrap();
        ran
    };
    assert_eq!(drawn("a picture.svg").status, Some(0));
    assert!(playground.read("a picture.svg").contains("<title>task 0, 3.00ns</title>"));
    // A file that can't be written costs neither the other nor the picture in the terminal.
    if cfg!(target_os = "linux") {
        let ran = drawn("/dev/full");
        assert_eq!(ran.status, Some(1), "{ran:?}");
        assert!(ran.stderr.contains("/dev/full: can't be written: No space left on device"), "{ran:?}");
    }
}

#[test]
fn a_usage_error_is_answered_with_a_hint() {
    let playground = made_up("timeline misuse");
    let cases = [
        (vec!["made-upp"], "there is no demo \"made-upp\": did you mean made-up?"),
        (vec![], "there is no demo \"tokio-mpsc\": there are async-to-sync, broken, made-up"),
        (vec!["made-up", "--capacity", "1"], "--capacity: made-up has no bounded queue"),
        (vec!["made-up", "--capacity", "-1"], "it must be a whole number"),
        (vec!["made-up", "--svg", "no/such/folder.svg"], "there is no folder "),
        (vec!["made-up", "--svg", "one", "--trace", "./one"], "--svg and --trace name the same file"),
        (vec!["made-up", "--svg", ""], "\"\": isn't the name of a file"),
        (vec!["made-up", "--trace", "made-up"], "\"made-up\": isn't the name of a file"),
    ];
    for (args, says) in cases {
        let ran = playground.xtask(&[&["timeline"], args.as_slice()].concat());
        assert_eq!((ran.status, ran.stdout.as_str()), (Some(2), ""), "{ran:?}");
        assert!(ran.stderr.contains(says), "{ran:?}");
    }
}

#[test]
fn answers_that_do_not_come_are_missed_and_arguments_turn_the_comparison_off() {
    let playground = made_up("timeline answers");
    let missing = |capacity| format!("--capacity {capacity}: 256 of 256 answers are missing\n");
    let exited = "--capacity 5: it exited with status 3\n".to_owned();
    let cases = [
        (vec!["--capacity", "5", "--", WORKED, "3"], vec![exited, missing(5)]),
        (vec![], [0, 1, 64, 1_000_000].map(missing).to_vec()),
        (vec!["--", WORKED], vec![]),
    ];
    for (args, faults) in cases {
        let ran = playground.xtask(&[&["timeline", "async-to-sync"], args.as_slice()].concat());
        assert_eq!(ran.status, Some(i32::from(!faults.is_empty())), "{ran:?}");
        ran.has(&faults.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(ran.stdout.contains("--capacity"), !faults.is_empty(), "{ran:?}");
    }

    let ran = here(&["async-to-sync", "--capacity", "5", "--", "--panic-at", "0"]);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    ran.has(&["--capacity 5: 1 of 256 answers are missing\n--capacity 5: panicked: task 0: "]);
}

#[test]
#[cfg(target_os = "linux")]
fn an_interrupt_ends_what_was_started() {
    use nix::sys::signal::{Signal, kill};
    use nix::unistd::Pid;

    let playground = made_up("timeline interrupt");
    for mode in ["hang", "deaf"] {
        let mut command =
            playground.command(&["timeline", "async-to-sync", "--capacity", "5", "--", WORKED, mode]);
        let mut xtask = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let scratch = playground.target.join("xtask/timeline").join(xtask.id().to_string());
        let told = scratch.join("async-to-sync/run/hangs");
        let hanging = loop {
            match fs::read_to_string(&told) {
                Ok(pid) if !pid.is_empty() => break pid,
                _ => assert_eq!(xtask.try_wait().unwrap(), None, "it ended too soon"),
            }
            std::thread::yield_now();
        };
        kill(Pid::from_raw(xtask.id().try_into().unwrap()), Signal::SIGINT).unwrap();
        let ran = Ran::new(&xtask.wait_with_output().unwrap());
        assert_eq!((ran.status, ran.stdout.as_str()), (Some(130), ""), "{ran:?}");
        let environ = fs::read(format!("/proc/{hanging}/environ")).unwrap_or_default();
        assert!(environ.is_empty(), "{hanging} is alive");
        assert!(!scratch.exists(), "nothing is left of it");
    }
}
