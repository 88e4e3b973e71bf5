//! `cargo xtask bench` as a user runs it, as far as it answers without measuring.

#![allow(clippy::unwrap_used)]

use std::process::{Command, Output, Stdio};

/// The command, without a cargo that it could build with.
fn bench(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.arg("bench").args(args).env("CARGO", "there is no cargo here").stdin(Stdio::null());
    command.output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn help_and_the_list_need_no_build() {
    let help = bench(&["--quick", "--help"]);
    assert_eq!(help.status.code(), Some(0), "{help:?}");
    assert!(text(&help.stdout).contains("Usage: cargo xtask bench [OPTIONS] [NAME...]"), "{help:?}");
    let list = bench(&["--list"]);
    assert_eq!(list.status.code(), Some(0), "{list:?}");
    assert!(text(&list.stdout).lines().any(|line| line.starts_with("copy ")), "{list:?}");
}

#[test]
fn a_mistake_is_told_before_anything_is_built() {
    let mistakes: [(&[&str], &str); 4] = [
        (&["cpoy"], "there is no bench \"cpoy\": did you mean copy?"),
        (&["copy", "nothing like it"], "`cargo xtask bench --list` lists them"),
        (&["--quik"], "invalid option '--quik'"),
        (&["--color", "blue"], "it must be auto, always or never"),
    ];
    for (args, said) in mistakes {
        let ran = bench(args);
        assert_eq!(ran.status.code(), Some(2), "{ran:?}");
        assert!(text(&ran.stderr).contains(said), "no {said:?} in {ran:?}");
    }
}

#[test]
fn without_cargo_it_says_so() {
    let ran = bench(&["copy"]);
    assert_eq!(ran.status.code(), Some(1), "{ran:?}");
    assert!(text(&ran.stderr).contains("cargo could not be started: is it on the PATH?"), "{ran:?}");
}

#[cfg(feature = "bench")]
#[test]
fn each_way_of_copying_copies() {
    use std::fs::{self, File};
    use std::path::Path;

    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ways of copying");
    fs::create_dir_all(&folder).unwrap();
    let (input, output) = (folder.join("input"), folder.join("output"));
    let lines: String = (0..3000).map(|number| format!("line {number}\n")).collect();
    fs::write(&input, &lines).unwrap();
    for way in ["threads", "blocks", "loop", "original"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.args(["bench-copy", way]).arg(&output).stdin(File::open(&input).unwrap());
        let ran = command.output().unwrap();
        assert!(ran.status.success(), "{way}: {ran:?}");
        assert_eq!(fs::read_to_string(&output).unwrap(), lines, "{way}");
        fs::remove_file(&output).unwrap();
    }
}
