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

/// A piece of work in a trace.
struct Span {
    process: u64,
    thread: u64,
    task: u64,
    start: f64,
    stop: f64,
}

fn spans(trace: &Path) -> Vec<Span> {
    let trace: Value = serde_json::from_slice(&fs::read(trace).unwrap()).unwrap();
    let events = trace["traceEvents"].as_array().unwrap().iter();
    let span = |event: &Value| {
        let start = event["ts"].as_f64().unwrap();
        Span {
            process: event["pid"].as_u64().unwrap(),
            thread: event["tid"].as_u64().unwrap(),
            task: event["args"]["task"].as_u64().unwrap(),
            start,
            stop: start + event["dur"].as_f64().unwrap(),
        }
    };
    events.filter(|event| event["ph"] == "X").map(span).collect()
}

fn assert_never_two_at_once(spans: &[Span]) {
    for (place, one) in spans.iter().enumerate() {
        for other in &spans[place + 1..] {
            let same_worker = (one.process, one.thread) == (other.process, other.thread);
            // Half a nanosecond is lost in the arithmetic.
            let apart = one.stop <= other.start + 0.0005 || other.stop <= one.start + 0.0005;
            assert!(!same_worker || apart, "a worker did tasks {} and {} at once", one.task, other.task);
        }
    }
}

#[test]
fn the_same_tasks_take_longer_when_they_are_dealt_in_turn() {
    let (trace, svg) = (file("both trace.json"), file("both.svg"));
    let ran = here(&["--trace", trace.to_str().unwrap(), "--svg", svg.to_str().unwrap()]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    ran.has(&["tokio-mpsc\n", "\nflume-mpmc\n", "\nworker 3  ", "The same tasks: tokio-mpsc took "]);

    let spans = spans(&trace);
    let makespans = [1, 2].map(|process| {
        let mine = || spans.iter().filter(|span| span.process == process);
        let mut tasks: Vec<u64> = mine().map(|span| span.task).collect();
        tasks.sort_unstable();
        assert_eq!(tasks, (0..9).collect::<Vec<u64>>(), "each task exactly once");
        let begin = mine().map(|span| span.start).reduce(f64::min).unwrap();
        mine().map(|span| span.stop).reduce(f64::max).unwrap() - begin
    });
    assert!(makespans[1] < makespans[0], "{makespans:?}");
    assert_never_two_at_once(&spans);

    let svg = fs::read_to_string(svg).unwrap();
    assert_eq!(svg.matches("class=\"work\"").count(), 18);
    assert!(svg.contains("<title>task 8: SeaQL/sea-orm-cookbook\n"), "{svg}");
}

#[test]
fn what_a_panic_costs_is_drawn_and_told() {
    let ran = here(&["tokio-mpsc", "--", "--panic-at", "1"]);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    ran.has(&[
        "tokio-mpsc --panic-at 1\n",
        "worker 1  !",
        "it ended with exit status 1\npanicked: task 1: SeaQL/sea-query\n\
         lost, nobody finished it: task 5: SeaQL/starfish-ql\nstderr ended with:\n",
        "  2 of 9 tasks were lost\n",
    ]);
}

#[test]
#[cfg(unix)]
fn a_bound_keeps_messages_out_of_the_queue() {
    let trace = file("queue.json");
    let ran =
        here(&["async-to-sync", "--capacity", "1", "--capacity", "1000", "--trace", trace.to_str().unwrap()]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    ran.has(&["--capacity 1\n", "--capacity 1000\n", "\nin the queue: most "]);
    let row = ran.stdout.lines().find_map(|line| line.strip_prefix("in the queue: most")).unwrap();
    let most: Vec<usize> = row.split_whitespace().map(|number| number.parse().unwrap()).collect();
    assert!(most[0] < most[1], "{most:?}");

    let spans = spans(&trace);
    for process in [2, 3] {
        assert_eq!(spans.iter().filter(|span| span.process == process).count(), 256);
    }
    assert_never_two_at_once(&spans);
}

#[test]
fn all_blocks_of_the_input_are_written_in_one_row() {
    let trace = file("blocks.json");
    let ran = here(&["sync-to-async", "--capacity", "0", "--trace", trace.to_str().unwrap()]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    ran.has(&["\nworker  ", "  most bytes"]);
    assert_never_two_at_once(&spans(&trace));
}

/// A demo that records what it is told, prints, and ends with a status.
const DEMO: &str = r#"
fn main() {
    let mut args = std::env::args().skip(1);
    let file = std::env::var_os("RAINBOW_TIMELINE").expect("to be recorded");
    let events = args.next().unwrap();
    if events != "none" {
        let mut bytes = events.replace(';', "\n").replace(',', "\t").into_bytes();
        if events.ends_with('%') {
            *bytes.last_mut().unwrap() = 0xc3; // the first half of a character
        }
        std::fs::write(file, bytes).unwrap();
    }
    let status = args.next().map_or(0, |status| status.parse().unwrap());
    eprintln!("the demo's last words");
    std::process::exit(status);
}
"#;

fn made_up(name: &str) -> Playground {
    let playground = Playground::new(name);
    for name in ["made-up", "broken"] {
        playground.package(name, name, if name == "broken" { "fn main() { 1 }" } else { DEMO }, "");
        playground.write(&format!("{name}/check.toml"), "order = \"any\"\n[[case]]\nname = \"plain\"\n");
    }
    playground
}

#[test]
fn every_fault_is_told() {
    let playground = made_up("timeline faults");
    let cases = [
        (vec!["none"], "it recorded nothing: it did no task"),
        (vec!["task,0,1,a;queued,0,1,5;", "3"], "it ended with exit status 3"),
        (
            vec!["task,0,1,a;queued,0,1,5;worked,0,1,6,9,worker 0,done;queued,1,2,7;"],
            "lost, nobody finished it: task 1\n",
        ),
        (vec!["worked,0,1,6,9,worker 0,panicked;"], "panicked: task 0\n"),
        (vec!["worked,0,1,6,9,worker 0,asleep;"], "line 1 of the recording makes no sense: worked"),
    ];
    for (args, says) in cases {
        let mut command = vec!["timeline", "made-up", "--"];
        command.extend(&args);
        let ran = playground.xtask(&command);
        assert_eq!(ran.status, Some(1), "{ran:?}");
        ran.has(&[says]);
    }

    let ran = playground.xtask(&[
        "timeline",
        "broken",
        "made-up",
        "--",
        "worked,0,1,6,9,task 3,done;task,1,2,caf%",
    ]);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    ran.has(&[
        "broken\n",
        "it doesn't compile",
        "mismatched types",
        "made-up",
        "\nworker  █",
        "1 worker 100 % busy",
    ]);
}

#[test]
fn files_are_written_where_the_user_is() {
    let playground = made_up("timeline files");
    let work = "task,0,1,<a & b>;worked,0,1,6,9,worker 0,done;";
    let ran = playground.xtask(&[
        "timeline",
        "made-up",
        "--svg",
        "a picture.svg",
        "--trace",
        "trace.json",
        "--",
        work,
    ]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert!(playground.read("a picture.svg").contains("<title>task 0: &lt;a &amp; b&gt;\n"));
    assert_eq!(spans(&playground.root.join("trace.json")).len(), 1);
}

#[test]
fn a_wrong_command_is_answered_with_a_hint() {
    let playground = made_up("timeline misuse");
    let cases = [
        (vec!["made-upp"], "there is no demo \"made-upp\": did you mean made-up?"),
        (vec![], "there is no demo \"tokio-mpsc\": there are broken, made-up"),
        (vec!["made-up", "--capacity", "1"], "--capacity: made-up has no queue to bound"),
        (vec!["made-up", "--capacity", "-1"], "it must be a whole number"),
        (vec!["made-up", "--svg", "no/such/folder.svg"], "there is no folder no/such"),
        (vec!["made-up", "--svg", "one", "--trace", "./one"], "--svg and --trace name the same file"),
        (vec!["made-up", "--svg", ""], "\"\": isn't the name of a file"),
        (vec!["made-up", "--trace", "made-up"], "\"made-up\": isn't the name of a file"),
    ];
    for (args, says) in cases {
        let mut command = vec!["timeline"];
        command.extend(args);
        let ran = playground.xtask(&command);
        assert_eq!(ran.status, Some(2), "{ran:?}");
        assert!(ran.stderr.contains(says), "{ran:?}");
        assert_eq!(ran.stdout, "");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_picture_that_cannot_be_written_costs_neither_the_trace_nor_the_lines() {
    let playground = made_up("timeline unwritable");
    let work = "worked,0,1,6,9,worker 0,done;";
    let ran =
        playground.xtask(&["timeline", "made-up", "--svg", "/dev/full", "--trace", "trace.json", "--", work]);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    assert!(ran.stderr.contains("/dev/full: can't be written: No space left on device"), "{ran:?}");
    ran.has(&["1 worker 100 % busy"]);
    assert_eq!(spans(&playground.root.join("trace.json")).len(), 1);
}

/// A server that is none, for clients who are owed 256 answers.
const SERVER: &str = r#"
use std::io::{Read, Write};

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let loaded = args.iter().any(|argument| argument == "--listen");
    let hang = || -> ! {
        std::fs::write("hangs", std::process::id().to_string()).unwrap();
        loop {
            std::thread::park();
        }
    };
    if !loaded {
        if args.first().is_some_and(|mode| mode == "hang") {
            hang();
        }
        let file = std::env::var_os("RAINBOW_TIMELINE").unwrap();
        std::fs::write(file, "worked\t0\t1\t5\t9\tworker 0\tdone\n").unwrap();
        return;
    }
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    if args[0] != "gone" {
        eprintln!("Listening at {}: all are welcome", listener.local_addr().unwrap());
    }
    match args[0].as_str() {
        "deaf" => hang(),
        "refuse" => for client in listener.incoming() {
            let mut client = client.unwrap();
            client.read_to_end(&mut Vec::new()).unwrap();
            client.write_all(b"error: no\n".repeat(8).as_slice()).unwrap();
        }
        _ => {
            eprintln!("no server today");
            std::process::exit(3);
        }
    }
}
"#;

/// A workspace whose async-to-sync is no good.
fn bad_server(name: &str) -> Playground {
    let playground = Playground::new(name);
    playground.package("async-to-sync", "async-to-sync", SERVER, "");
    playground.write("async-to-sync/check.toml", "order = \"any\"\n[[case]]\nname = \"plain\"\n");
    playground
}

#[test]
#[cfg(unix)]
fn answers_that_do_not_come_are_missed() {
    let playground = bad_server("timeline answers");
    let gone = ["it ended with exit status 3", "no server today"];
    for (mode, says) in [("gone", gone), ("refuse", ["it was killed: signal: 2", "Listening at "])] {
        let ran = playground.xtask(&["timeline", "async-to-sync", "--capacity", "5", "--", mode]);
        assert_eq!(ran.status, Some(1), "{ran:?}");
        ran.has(&says.map(|text| format!("--capacity 5: {text}")).each_ref().map(String::as_str));
        ran.has(&["--capacity 5: 256 of 256 answers are missing\n"]);
    }
}

#[test]
fn four_capacities_are_compared_unless_there_are_arguments() {
    let playground = bad_server("timeline capacities");
    let ran = playground.xtask(&["timeline", "async-to-sync"]);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    ran.has(
        &[0, 1, 64, 1_000_000]
            .map(|capacity| format!("--capacity {capacity}: "))
            .each_ref()
            .map(String::as_str),
    );

    let ran = playground.xtask(&["timeline", "async-to-sync", "--", "gone"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert!(!ran.stdout.contains("--capacity"), "{ran:?}");
}

#[test]
fn why_two_demos_are_not_built_is_told_once() {
    let playground = Playground::new("timeline needed");
    for name in ["one", "other"] {
        playground.package(name, name, "fn main() { needed::now() }", "needed = { path = \"../needed\" }");
        playground.write(&format!("{name}/check.toml"), "order = \"any\"\n[[case]]\nname = \"plain\"\n");
    }
    playground.package("needed", "needed", "fn main() {}", "");
    playground.write("needed/src/lib.rs", "pub fn now() { 1 }");
    let ran = playground.xtask(&["timeline", "one", "other"]);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    assert_eq!(ran.stdout.matches("a package that it needs doesn't compile\n").count(), 2, "{ran:?}");
    assert_eq!(ran.stdout.matches("mismatched types").count(), 1, "{ran:?}");
}

#[test]
fn a_demo_named_twice_is_drawn_once() {
    let ran = made_up("timeline twice").xtask(&[
        "timeline",
        "made-up/",
        "made-up",
        "--",
        "worked,0,1,6,9,worker 0,done;",
    ]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert_eq!(ran.stdout.matches("worker 0  ").count(), 1, "{ran:?}");
}

#[test]
#[cfg(target_os = "linux")]
fn an_interrupt_ends_what_was_started() {
    use nix::sys::signal::{Signal, kill};
    use nix::unistd::Pid;

    let playground = bad_server("timeline interrupt");
    for mode in ["hang", "deaf"] {
        let mut command = playground.command(&["timeline", "async-to-sync", "--capacity", "5", "--", mode]);
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
