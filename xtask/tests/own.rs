//! Projects that aren't this workspace, and what each fault finds in a program: one that breaks its promise is named, one that
//! keeps it passes.

#![allow(clippy::unwrap_used)]

mod playground;
#[path = "own/programs.rs"]
mod programs;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use playground::{Playground, Ran};
use programs::{FAULTS, FAULTY, TALKER};
use roxmltree::Document;

/// Calls the command in a folder that has nothing to do with the project, as `cargo +none xtask` would.
fn from_elsewhere(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.arg("check").args(args).current_dir(env!("CARGO_TARGET_TMPDIR")).stdin(Stdio::null());
    command.env("CARGO_NET_OFFLINE", "true").env_remove("CI").env_remove("CARGO_TARGET_DIR");
    command.env("CARGO", "no such cargo").env("RUSTUP_TOOLCHAIN", "no-such-toolchain");
    command
}

/// A package that is its whole project, with a program that does as its arguments say.
fn alone(name: &str) -> Playground {
    let project = Playground::new(name);
    project.package(".", "talker", TALKER, "[workspace]");
    project
}

#[test]
fn every_fault_names_the_program_that_breaks_its_promise_and_passes_the_other() {
    let project = Playground::new("own faults");
    project.package("faults", "faults", FAULTY, r#"ctrlc = { version = "3", features = ["termination"] }"#);
    let lock = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock")).unwrap();
    project.write("Cargo.lock", &lock);
    project.write("faults/input.txt", &"a line of the input\n".repeat(10_000));
    let cases = FAULTS.iter().map(|fault| {
        let programs = [("keeps", fault.keeps), ("breaks", fault.breaks)];
        programs.map(|(word, does)| {
            let (name, keys) = (fault.name, fault.keys);
            format!("[[case]]\nname = \"{name}-{word}\"\nargs = [\"{does}\"]\n{keys}\n")
        })
    });
    let cases: String = cases.flatten().collect();
    project.write("faults/check.toml", &format!("order = \"exact\"\n{cases}"));

    let ran = project.xtask(&["check", "--seed", "7"]);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    for fault in FAULTS {
        let verdict = |word: &str| {
            let name = format!("faults/{}-{word}", fault.name);
            let is_it =
                |line: &&str| line.split_once(name.as_str()).is_some_and(|(_, rest)| !rest.starts_with('-'));
            let line = ran.stdout.lines().find(is_it).unwrap_or_else(|| panic!("no {name}: {}", ran.stdout));
            line.split(' ').next().unwrap_or_default().to_owned()
        };
        let (keeps, breaks) = (verdict("keeps"), verdict("breaks"));
        if breaks == "skipped" {
            assert_ne!(std::env::consts::OS, "linux", "{} is tried on Linux", fault.name);
            continue;
        }
        assert_eq!(
            (keeps.as_str(), breaks.as_str()),
            ("ok", fault.verdict),
            "{}: {}",
            fault.name,
            ran.stdout
        );
        let start = format!("{}  faults/{}-breaks", fault.verdict, fault.name);
        let details = ran.stdout.split("\n\n").find(|part| part.starts_with(&start));
        let details = details.unwrap_or_else(|| panic!("no details of {}: {}", fault.name, ran.stdout));
        assert!(details.contains(fault.says), "{}: {details}", fault.name);
        let random = fault.keys.contains("signal") || fault.keys.contains("pauses");
        assert_eq!(details.contains("the seed was 7: --seed 7 repeats it"), random, "{details}");
    }
}

#[test]
fn a_project_is_checked_from_elsewhere_with_its_own_settings() {
    let project = alone("own settings");
    project.write(
        ".cargo/config.toml",
        "[build]\ntarget-dir = \"its own\"\n[profile.dev]\ndebug-assertions = false\n",
    );
    project.write(
        "check.toml",
        "order = 'exact'\n[[case]]\nname = 'plain'\nargs = ['debug assertions']\nstdout = 'false'\n",
    );
    // The path is relative, and has a space.
    let relative = "own settings/work";
    let ran = Ran::new(&from_elsewhere(&["--project", relative]).output().unwrap());
    assert_eq!(ran.status, Some(0), "{ran:?}");
    ran.has(&["talker/plain\n", "1 kept its promise"]);
    assert!(project.root.join("its own/debug").is_dir());

    // What is to be typed works from here.
    project.write("check.toml", "order = 'exact'\n[[case]]\nname = 'plain'\nargs = ['exact']\n");
    let ran = Ran::new(&from_elsewhere(&["--project", relative]).output().unwrap());
    assert_eq!(ran.status, Some(1), "{ran:?}");
    let root = project.root.display();
    ran.has(&[
        &format!("to write the log: cargo xtask check talker --bless --project '{root}'\n"),
        &format!("cargo run --manifest-path '{root}/Cargo.toml' -p talker -- exact"),
    ]);
}

#[test]
fn a_member_is_checked_alone_and_a_workspace_as_a_whole() {
    let project = Playground::new("own members");
    let check = "order = 'exact'\n[[case]]\nname = 'plain'\nargs = ['exact']\nstdout = \"one\\ntwo\\n\"\n";
    for member in ["one", "two"] {
        project.package(member, member, TALKER, "");
        project.write(&format!("{member}/check.toml"), check);
    }
    project.package("three", "three", TALKER, "");
    let list = |folder: &str| {
        let folder = project.root.join(folder);
        Ran::new(&from_elsewhere(&["--list", "--project", folder.to_str().unwrap()]).output().unwrap())
    };
    let lines = |ran: &Ran| ran.stdout.lines().count();
    assert_eq!((lines(&list(".")), lines(&list("one"))), (2, 1));
    list("two").has(&["two/plain "]);

    let without = list("three");
    assert_eq!(without.status, Some(2), "{without:?}");
    assert!(
        without.stderr.contains("a demo is a package with a check.toml.\n`cargo xtask check --init`"),
        "{without:?}"
    );
    let nowhere = list("four");
    assert_eq!(nowhere.status, Some(2), "{nowhere:?}");
    assert!(nowhere.stderr.contains("there is no such folder"), "{nowhere:?}");
}

#[test]
fn of_several_programs_the_default_one_is_checked() {
    let project = alone("own default");
    project.write("src/bin/other.rs", "fn main() { println!(\"other\") }");
    project.write("check.toml", "order = 'exact'\n[[case]]\nname = 'plain'\nstdout = 'other'\n");
    let manifest =
        project.read("Cargo.toml").replacen("[package]\n", "[package]\ndefault-run = \"other\"\n", 1);
    project.write("Cargo.toml", &manifest);
    let ran = project.xtask(&["check"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
}

#[test]
fn it_is_a_command_of_cargo_when_installed() {
    let project = alone("own command");
    project.write("check.toml", "order = 'exact'\n[[case]]\nname = 'plain'\nargs = ['exact']\n");
    let bridge_check = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-bridge-check"));
        command.arg("bridge-check").args(args).current_dir(&project.root).env_remove("CI");
        Ran::new(&command.env("CARGO_TARGET_DIR", &project.target).output().unwrap())
    };
    bridge_check(&["--help"]).has(&["Usage: cargo bridge-check [OPTIONS] [NAME...]"]);
    let wrong = bridge_check(&["--repaet", "3"]);
    assert!(wrong.stderr.contains("did you mean --repeat?\nUsage: cargo bridge-check"), "{wrong:?}");
    bridge_check(&[]).has(&["to write the log: cargo bridge-check talker --bless\n"]);
    assert_eq!(bridge_check(&["--bless"]).status, Some(0));
    assert_eq!(bridge_check(&["talker/plain"]).status, Some(0));
}

#[test]
fn junit_has_a_suite_for_each_demo_and_a_test_for_each_case() {
    let project = alone("own junit");
    project.write(
        "check.toml",
        "order = 'exact'\n\
         [[case]]\nname = 'right'\nargs = ['exact']\nstdout = \"one\\ntwo\\n\"\n\
         [[case]]\nname = 'wrong'\nargs = ['exact']\nstdout = \"one\\n<&\\u001b[2J\\n\"\n\
         [[case]]\nname = 'elsewhere'\nos = ['netbsd']\n",
    );
    let ran = project.xtask(&["check", "--junit", "junit.xml"]);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    let text = project.read("junit.xml");
    let document = Document::parse(&text).unwrap();
    let suite = document.descendants().find(|node| node.has_tag_name("testsuite")).unwrap();
    let counts =
        ["name", "tests", "failures", "errors", "skipped"].map(|name| suite.attribute(name).unwrap());
    assert_eq!(counts, ["talker", "3", "1", "0", "1"]);
    let tests: Vec<_> = suite.children().filter(|node| node.has_tag_name("testcase")).collect();
    let names: Vec<_> = tests.iter().map(|test| test.attribute("name").unwrap()).collect();
    assert_eq!(names, ["right", "wrong", "elsewhere"]);
    assert_eq!(tests[0].first_element_child(), None);
    let failure = tests[1].first_element_child().unwrap();
    assert_eq!(failure.attribute("type"), Some("DIFF"));
    assert!(failure.text().unwrap().contains("missing, log line 2:\n    <&\\u{1b}[2J\n"), "{text}");
    assert_eq!(tests[2].first_element_child().unwrap().attribute("message"), Some("only on netbsd"));

    let project = alone("own junit of a build");
    project.write("src/main.rs", "fn main() { let one: u32 = \"<one>\"; }");
    project.write("check.toml", "order = 'exact'\n[[case]]\nname = 'plain'\n");
    assert_eq!(project.xtask(&["check", "--junit", "junit.xml"]).status, Some(1));
    let text = project.read("junit.xml");
    let document = Document::parse(&text).unwrap();
    let error = document.descendants().find(|node| node.has_tag_name("error")).unwrap();
    assert!(error.text().unwrap().contains("expected `u32`, found `&str`"), "{text}");
}

mod init {
    use super::*;

    /// What is said, and the file that is written.
    fn init(name: &str, does: &str) -> (Playground, Ran) {
        let project = alone(name);
        let ran = project.xtask(&["check", "--init", "--", does]);
        (project, ran)
    }

    /// Whether the case is among those that are checked.
    fn is_checked(project: &Playground, case: &str) -> bool {
        project.xtask(&["check", "--list"]).stdout.contains(&format!("talker/{case} "))
    }

    #[test]
    fn the_same_lines_in_the_same_order_are_exact_and_a_case_that_fails_is_left_out() {
        let (project, ran) = init("init exact", "exact");
        assert_eq!(ran.status, Some(0), "{ran:?}");
        ran.has(&["5 runs: status 0, 2 lines, the same in each run", "ok         plain: status 0"]);
        assert_eq!(project.read("expected.log"), "one\ntwo\n");
        let written = project.read("check.toml");
        assert!(
            written.contains("order = \"exact\"\n") && written.contains("args = [\"exact\"]\n"),
            "{written}"
        );
        if cfg!(unix) {
            // `println!` panics when nobody reads it.
            ran.has(&["CRASH      closed-stdout: 5 of 5 failed\n  its main thread panicked\n"]);
            assert!(written.contains("# Left out: CRASH in 5 of 5 runs."), "{written}");
            assert!(written.contains("\n# name = \"closed-stdout\"\n"), "{written}");
            assert!(!is_checked(&project, "closed-stdout"));
        }
        assert!(is_checked(&project, "one-core") && is_checked(&project, "paused"));
        let check = project.xtask(&["check"]);
        assert_eq!(check.status, Some(0), "{check:?}");

        // A second time, nothing is overwritten.
        let again = project.xtask(&["check", "--init"]);
        assert_eq!(again.status, Some(2), "{again:?}");
        assert!(again.stderr.contains("--init overwrites nothing"), "{}", again.stderr);
        assert_eq!(project.read("check.toml"), written);
    }

    #[test]
    fn lines_that_change_places_between_lanes_or_anywhere_are_lanes_or_any() {
        for order in ["lanes", "any"] {
            let (project, ran) = init(&format!("init {order}"), order);
            assert_eq!(ran.status, Some(0), "{ran:?}");
            assert!(project.read("check.toml").contains(&format!("order = \"{order}\"\n")), "{ran:?}");
            let check = project.xtask(&["check"]);
            assert_eq!(check.status, Some(0), "{check:?}");
        }
    }

    #[test]
    fn what_differs_in_each_run_is_not_decided_and_not_compared() {
        let (project, ran) = init("init undecided", "undecided");
        assert_eq!(ran.status, Some(0), "{ran:?}");
        ran.has(&["could not be decided, and isn't compared"]);
        assert!(!project.root.join("expected.log").exists());
        assert!(project.read("check.toml").contains("part = \"any\"\n"));
        assert_eq!(project.xtask(&["check"]).status, Some(0));
    }

    #[test]
    fn status_losses_and_files_are_part_of_what_is_written() {
        let (project, ran) = init("init failing", "fail");
        assert_eq!(ran.status, Some(0), "{ran:?}");
        ran.has(&["status 3, 0 lines", "1 loss reported on stderr; 1 file left"]);
        let written = project.read("check.toml");
        for key in ["status = 3\n", "losses = [\"lost: task 5\"]\n", "files = { \"a file\" = \"any\" }\n"] {
            assert!(written.contains(key), "{key}: {written}");
        }
        assert_eq!(project.xtask(&["check"]).status, Some(0));
    }

    #[test]
    fn of_a_program_that_does_not_end_nothing_is_written() {
        for (does, verdict) in [("hang", "HANG"), ("panic", "CRASH")] {
            let (project, ran) = init(&format!("init {does}"), does);
            assert_eq!(ran.status, Some(1), "{ran:?}");
            ran.has(&[verdict, "Nothing was written"]);
            assert!(!project.root.join("check.toml").exists() && !project.root.join("expected.log").exists());
        }
    }
}
