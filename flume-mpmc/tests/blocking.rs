//! No call in it blocks a thread of the runtime. A run can't show it, since with a full queue `recv` never waits, and with
//! a closed one neither; clippy can.
#![expect(clippy::disallowed_methods, reason = "tests are threads, and may block")]

use std::process::Command;

#[test]
fn clippy_finds_no_call_that_blocks() {
    let cargo = || Command::new(env!("CARGO"));
    if !cargo().args(["clippy", "--version"]).output().is_ok_and(|output| output.status.success()) {
        shared::note("skipped: clippy isn't installed");
        return;
    }
    let mut command = cargo();
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(["clippy", "--offline", "--bin", "flume-mpmc"]);
    command.args(["--", "--deny", "clippy::disallowed_methods"]);
    let output = command.output().expect("cargo should start");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
