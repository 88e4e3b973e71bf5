//! `cargo xtask check` as a user runs it, in a small workspace made for it.

#![allow(clippy::unwrap_used)]

#[path = "check/demos.rs"]
mod demos;
mod playground;

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use demos::playground;
use playground::Playground;
use serde_json::Value;

#[test]
fn kept_promises_end_with_status_0_and_a_line_for_each_case() {
    let ran = playground().xtask(&["check", "well behaved/lanes", "well behaved/copy", "well behaved/crlf"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let lines: Vec<&str> = ran.stdout.lines().collect();
    for (line, case) in lines.iter().zip(["well behaved/lanes", "well behaved/copy", "well behaved/crlf"]) {
        assert!(line.starts_with("ok ") && line.ends_with(case), "{line}");
    }
    ran.has(&["\n\n3 kept their promise, 0 did not, 0 skipped, in "]);
    assert!(ran.stderr.contains("Finished"), "cargo's progress is seen: {}", ran.stderr);
}

#[test]
fn a_case_for_another_system_is_skipped_and_says_why() {
    let ran = playground().xtask(&["check", "well behaved/elsewhere"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    ran.has(&["skipped ", "well behaved/elsewhere: only on netbsd", "0 did not, 1 skipped"]);
}

#[test]
fn every_broken_promise_is_called_by_its_name_and_explained() {
    let cases = [
        ("late", "HANG", " s, so it was killed; 1 of 2 lines came, the last was:\n    one"),
        ("left-behind", "HANG", "a process that it started still ran"),
        ("left-file", "DIFF", "left the file core, which nobody asked for"),
        (
            "losses",
            "DIFF",
            "doesn't report the loss \"lost: task 2:\"\n  stderr reports a loss that should not be:\n    lost: task 3: c",
        ),
        ("status", "STATUS", "exit status 1, expected 2"),
        ("stderr", "DIFF", "stderr lacks \"worker 1 died\""),
        ("both", "DIFF", "exit status 0, expected 1\n  missing, log line 2:\n    two"),
        ("flood", "FLOOD", "printed more than 8 MiB to stdout"),
        ("panic", "CRASH", "as it was told"),
        ("half", "DIFF", "copy.bin stops short of the input's end: it has 4 bytes, the input 8"),
        ("no-log", "DIFF", "no log yet: there is no none.log"),
        (
            "lanes",
            "DIFF",
            "missing, log line 3:\n    b | 1\n  unexpected, output line 4:\n    c | \\u{1b}[2J\n",
        ),
    ];
    let names: Vec<String> = cases.iter().map(|(name, ..)| format!("faulty/{name}")).collect();
    let mut args = vec!["check"];
    args.extend(names.iter().map(String::as_str));
    let ran = playground().xtask(&args);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    for (name, verdict, says) in cases {
        let line = ran.stdout.lines().find(|line| line.ends_with(&format!("faulty/{name}"))).unwrap();
        assert!(line.starts_with(verdict), "{name}: {line}");
        let details =
            ran.stdout.split("\n\n").find(|part| part.starts_with(&format!("{verdict}  faulty/{name}\n")));
        let details = details.unwrap_or_else(|| panic!("no details of {name}: {}", ran.stdout));
        assert!(details.contains(says), "{name}: {details}");
        assert!(details.contains("to see for yourself: cargo run -p faulty -- "), "{name}: {details}");
    }
    ran.has(&[
        "repeated, 2 times for log line 1:\n    a | 1",
        "out of order in lane `a`, log line 1 came after log line 2:\n    a | 1",
        "it waits with a time limit again and again",
        "cargo run -p faulty -- 'copy half' < faulty/input.bin",
        "to write the log: cargo xtask check faulty --bless",
        "\n0 kept their promise, 12 did not, 0 skipped, in ",
    ]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_hang_is_proven_long_before_its_limit_and_explained() {
    let ran = playground().xtask(&["check", "faulty/hang"]);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    ran.has(&[
        "HANG ",
        "waits for ever: after ",
        "none of 2 lines came",
        "1 thread\n    main waits for another thread",
        "every thread waits for another",
    ]);
}

#[cfg(unix)]
#[test]
fn a_signal_is_named() {
    let ran = playground().xtask(&["check", "faulty/abort"]);
    assert_eq!(ran.status, Some(1));
    ran.has(&["CRASH", "killed by SIGABRT"]);
}

#[test]
fn a_demo_that_does_not_compile_leaves_the_others_their_chance() {
    let names = ["broken", "leaning", "leaning-too", "well behaved/lanes"];
    let mut args = vec!["check"];
    args.extend(names);
    let ran = playground().xtask(&args);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    let words: Vec<&str> = ran.stdout.lines().take(4).filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(words, ["BUILD", "BUILD", "BUILD", "ok"]);
    ran.has(&["BUILD  broken: doesn't compile\n", "expected `u32`, found `&str`"]);
    // What two of them need is broken: said once, for both.
    ran.has(&["BUILD  leaning, leaning-too: a package that it needs doesn't compile\n"]);
    assert_eq!(ran.stdout.matches("cannot find function `the_base_is_broken`").count(), 1, "{}", ran.stdout);
}

#[test]
fn a_race_shows_when_a_case_is_repeated() {
    let ran = playground().xtask(&["check", "well behaved/race", "--repeat", "9"]);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    ran.has(&["well behaved/race  3 of 9 failed\n", "DIFF  well behaved/race, 3 of 9; the first\n"]);

    let ran = playground().xtask(&["check", "well behaved/lanes", "--repeat=5"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    ran.has(&["well behaved/lanes  5 of 5\n"]);
}

#[test]
fn the_list_needs_no_build() {
    let ran = playground().xtask(&["check", "--list"]);
    assert_eq!((ran.status, ran.stderr.as_str()), (Some(0), ""), "{ran:?}");
    ran.has(&[
        "well behaved/lanes      lanes  status 0 say 'worker 2 | c'",
        "well behaved/copy       exact  status 0 copy < input.bin\n",
        "faulty/status           exact  status 2 fail\n",
        "(only on netbsd)",
        "broken/plain ",
        // Nothing of it commands the terminal.
        r"$'c | \x1b[2J'",
    ]);

    let ran = playground().xtask(&["check", "--list", "--json", "faulty/status"]);
    let list: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(list["version"], 2);
    let [case] = list["cases"].as_array().unwrap().as_slice() else { panic!("{list}") };
    assert_eq!((&case["demo"], &case["case"]), (&"faulty".into(), &"status".into()));
    assert_eq!((&case["order"], &case["status"]), (&"exact".into(), &2.into()));
}

#[test]
fn json_tells_the_same_and_nothing_else_is_on_stdout() {
    let names = ["well behaved/lanes", "well behaved/elsewhere", "faulty/lanes", "faulty/both", "broken"];
    let mut args = vec!["check", "--json"];
    args.extend(names);
    let ran = playground().xtask(&args);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((&report["version"], &report["ok"]), (&2.into(), &false.into()));
    assert!(report["seconds"].is_f64());
    let case = |demo: &str, case: &str| {
        let cases = report["cases"].as_array().unwrap();
        cases.iter().find(|value| value["demo"] == demo && value["case"] == case).unwrap()
    };
    let lanes = case("well behaved", "lanes");
    assert_eq!((&lanes["verdict"], &lanes["runs"], &lanes["failed"]), (&"ok".into(), &1.into(), &0.into()));
    assert_eq!(case("well behaved", "elsewhere")["verdict"], "skipped");
    assert_eq!(case("well behaved", "elsewhere")["skipped"], "only on netbsd");
    let compiler = &case("broken", "plain")["failures"][0]["findings"][0]["compiler"];
    assert!(compiler.as_str().unwrap().contains("expected `u32`"), "{compiler}");

    let faulty = case("faulty", "lanes");
    assert_eq!(
        faulty["command"],
        "cargo run -p faulty -- say 'a | 2' 'a | 1' 'a | 1' $'c | \\x1b[2J' < /dev/null"
    );
    let findings = faulty["failures"][0]["findings"].as_array().unwrap();
    let kinds: Vec<&str> = findings.iter().map(|finding| finding["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["missing", "unexpected", "repeated", "out of order"]);
    assert_eq!(findings[0]["log_lines"], serde_json::json!([3]));
    assert_eq!(findings[1]["line"], "c | \\u{1b}[2J");
    assert_eq!(findings[2]["times"], 2);
    assert_eq!(findings[3]["lane"], "a");
}

#[test]
fn a_wrong_command_ends_with_status_2_and_says_what_to_try() {
    for (args, says) in [
        (&["check", "well behaved/lane"][..], "did you mean well behaved/lanes?"),
        (&["check", "fualty"], "did you mean faulty?"),
        (&["check", "abort"], "did you mean faulty/abort?"),
        (&["check", "xyz"], "--list"),
        (&["check", "--repeat", "0"], "whole number from 1"),
        (&["check", "--repeat", "many"], "whole number from 1"),
        (&["check", "--repeat"], "--repeat"),
        (&["check", "--rpeat", "1"], "--rpeat"),
        (&["check", "--color", "red"], "auto, always or never"),
        (&["check", "--bless", "--json"], "--bless goes with neither"),
        (&["chekc"], "no command \"chekc\": did you mean check?"),
        (&["check", "--repaet", "3"], "did you mean --repeat?"),
    ] {
        let ran = playground().xtask(args);
        assert_eq!((ran.status, ran.stdout.as_str()), (Some(2), ""), "{args:?}: {ran:?}");
        assert!(ran.stderr.contains(says), "{args:?}: {}", ran.stderr);
    }
}

#[test]
fn help_is_on_stdout_and_names_every_option() {
    for args in [&["--help"][..], &["help"], &[]] {
        playground().xtask(args).has(&["Usage: cargo xtask", "check"]);
    }
    let ran = playground().xtask(&["check", "--help"]);
    assert_eq!(ran.status, Some(0));
    ran.has(&["--repeat N", "--bless", "--list", "--json", "--color", "Exit status:"]);
}

#[test]
fn colour_is_used_only_where_it_is_wanted() {
    let names = ["check", "well behaved/lanes"];
    assert!(!playground().xtask(&names).stdout.contains('\x1b'));
    let always = playground().xtask(&["check", "well behaved/lanes", "--color", "always"]);
    assert!(always.stdout.starts_with("\x1b[32mok"), "{}", always.stdout);
}

#[test]
fn it_works_from_any_folder_of_the_workspace() {
    let mut command = playground().command(&["check", "faulty/half", "well behaved/copy"]);
    let ran =
        playground::Ran::new(&command.current_dir(playground().root.join("faulty/src")).output().unwrap());
    assert_eq!(ran.status, Some(1), "{ran:?}");
    ran.has(&["ok ", "DIFF "]);
    // What is to be typed finds its input from here.
    let input = playground().root.join("faulty/input.bin");
    assert!(ran.stdout.contains(&format!("< '{}'", input.display())), "{}", ran.stdout);
}

#[test]
fn a_folder_with_a_check_toml_is_a_demo() {
    let workspace = Playground::new("no demo");
    workspace.package("newcomer", "newcomer", "fn main() {}", "");
    let ran = workspace.xtask(&["check"]);
    assert_eq!(ran.status, Some(2), "{ran:?}");
    assert!(ran.stderr.contains("no demo in"), "{}", ran.stderr);

    workspace.write("newcomer/check.toml", "order = 'any'\n[[case]]\nname = 'first'\n");
    workspace.xtask(&["check", "--list"]).has(&["newcomer/first"]);

    workspace.write("newcomer/check.toml", "order = 'any'\n[[case]]\nname = 'first'\nlgo = 'a'\n");
    let ran = workspace.xtask(&["check"]);
    assert_eq!(ran.status, Some(2), "{ran:?}");
    assert!(ran.stderr.contains("check.toml:4: unknown key `lgo` (did you mean `log`?)"), "{}", ran.stderr);

    workspace.write("newcomer/check.toml", "order = 'any'\n[[case]]\nname = 'first'\n");
    workspace.write("newcomer/src/bin/second.rs", "fn main() {}");
    let ran = workspace.xtask(&["check"]);
    assert_eq!(ran.status, Some(2), "{ran:?}");
    assert!(
        ran.stderr.contains("one program (a `bin` target) or a `default-run`, and has 2"),
        "{}",
        ran.stderr
    );

    workspace.write("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = []\n");
    let ran = workspace.xtask(&["check"]);
    assert_eq!(ran.status, Some(2), "{ran:?}");
    assert!(ran.stderr.contains("no package of the workspace"), "{}", ran.stderr);
}

mod bless {
    use super::*;

    fn bless(cases: &[&str]) -> playground::Ran {
        let mut args = vec!["check", "--bless"];
        args.extend(cases);
        playground().xtask(&args)
    }

    #[test]
    fn a_log_is_written_and_what_changes_is_shown() {
        playground().write("blessed/changed.log", "b\na\nx\n");
        let ran = bless(&["blessed/changed", "blessed/new"]);
        assert_eq!(ran.status, Some(0), "{ran:?}");
        ran.has(&[
            "written  blessed/changed.log\n  - x\n  + c\n",
            "written  blessed/new.log\n  + a\n  + b\n",
            "\n2 logs written, 0 kept, 0 refused, 0 skipped\n",
        ]);
        assert_eq!(playground().read("blessed/changed.log"), "a\nb\nc\n");
        assert_eq!(playground().xtask(&["check", "blessed/changed", "blessed/new"]).status, Some(0));
    }

    #[test]
    fn a_log_that_accepts_what_is_printed_stays_as_it_is() {
        playground().write("blessed/accepted.log", "b\r\na\r\n");
        let ran = bless(&["blessed/accepted"]);
        assert_eq!(ran.status, Some(0), "{ran:?}");
        ran.has(&["kept     blessed/accepted.log\n"]);
        assert_eq!(playground().read("blessed/accepted.log"), "b\r\na\r\n");
    }

    #[test]
    fn nothing_is_written_of_a_run_that_breaks_the_rest_of_its_promise() {
        for (case, says) in [
            ("hang", "still running after 1.5"),
            ("status", "exit status 1, expected 0"),
            ("disagree", "disagree under the order \"any\""),
            ("one-of-a-kind", "disagree under the order \"any\""),
        ] {
            let ran = bless(&[&format!("blessed/{case}")]);
            assert_eq!(ran.status, Some(1), "{ran:?}");
            ran.has(&["refused  ", says, "1 refused"]);
        }
        for log in ["hang", "status", "disagree", "torn"] {
            assert!(!playground().root.join(format!("blessed/{log}.log")).exists(), "{log}");
        }
    }

    #[test]
    fn cases_that_share_a_log_agree_on_it() {
        let ran = bless(&["blessed/one-of-two"]);
        assert_eq!(ran.status, Some(0), "{ran:?}");
        // In the order of the one that is held to an order.
        assert_eq!(playground().read("blessed/shared.log"), "b\na\n");
    }

    #[test]
    fn a_machine_does_not_decide_what_is_right() {
        let mut command = playground().command(&["check", "--bless", "blessed/ci"]);
        let ran = playground::Ran::new(&command.env("CI", "true").output().unwrap());
        assert_eq!(ran.status, Some(2), "{ran:?}");
        assert!(ran.stderr.contains("CI"), "{}", ran.stderr);
        assert!(!playground().root.join("blessed/ci.log").exists());

        let ran = playground::Ran::new(&command.env("CI", "false").output().unwrap());
        assert_eq!(ran.status, Some(0), "{ran:?}");
    }
}

#[test]
fn a_reader_that_leaves_ends_it_quietly() {
    let mut command = playground().command(&["check", "blessed/steady", "faulty/long-hang"]);
    let mut xtask = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // As `| head -1` does. The other case would run for ten minutes.
    drop(xtask.stdout.take());
    let ran = playground::Ran::new(&xtask.wait_with_output().unwrap());
    assert_eq!(ran.status, Some(1), "{ran:?}");
    assert!(!ran.stderr.contains("error:") && !ran.stderr.contains("panicked"), "{}", ran.stderr);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let mut command = playground().command(&["check", "well behaved/lanes"]);
    let ran = playground::Ran::new(&command.stdout(full).output().unwrap());
    assert_eq!(ran.status, Some(1), "{ran:?}");
    assert!(ran.stderr.contains("error: stdout can't be written to"), "{}", ran.stderr);
}

#[cfg(target_os = "linux")]
#[test]
fn an_interrupt_ends_what_was_started() {
    use nix::sys::signal::{Signal, kill};
    use nix::unistd::Pid;

    for signal in [Signal::SIGINT, Signal::SIGTERM] {
        let mut command = playground().command(&["check", "faulty/long-hang"]);
        let mut xtask = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let scratch = playground().target.join("xtask/check").join(xtask.id().to_string());
        let told = scratch.join("faulty/long-hang.0/sleeps");
        let hanging = loop {
            match std::fs::read_to_string(&told) {
                Ok(pid) if !pid.is_empty() => break pid,
                _ => assert_eq!(xtask.try_wait().unwrap(), None, "it ended too soon"),
            }
            std::thread::yield_now();
        };
        let pid = Pid::from_raw(xtask.id().try_into().unwrap());
        // Twice: some terminals and tools do.
        kill(pid, signal).unwrap();
        kill(pid, signal).unwrap();
        let ran = playground::Ran::new(&xtask.wait_with_output().unwrap());
        assert_eq!((ran.status, ran.stdout.as_str()), (Some(130), ""), "{ran:?}");
        let environ = std::fs::read(format!("/proc/{hanging}/environ")).unwrap_or_default();
        assert!(environ.is_empty(), "{hanging} is alive");
    }
}

#[test]
fn lines_come_while_others_still_run() {
    let mut command = playground().command(&["check", "blessed/steady", "faulty/hang"]);
    let mut xtask = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(xtask.stdout.take().unwrap()).lines();
    assert!(lines.next().unwrap().unwrap().starts_with("ok "));
    assert!(lines.next().unwrap().unwrap().starts_with("HANG "));
    drop(lines);
    xtask.wait().unwrap();
}
