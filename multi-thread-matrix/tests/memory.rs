//! Many tasks: memory holds them once, and no more results than may wait to be printed.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "tests may panic")]

use std::fs;
use std::io::{BufRead, BufReader, pipe};
use std::path::Path;
use std::process::{Command, Stdio};

use shared::testing::{Program, wait_until};

/// Whether no thread of a process has anything to do.
fn all_wait(id: u32) -> bool {
    let threads = fs::read_dir(format!("/proc/{id}/task")).unwrap();
    threads.flatten().all(|thread| {
        let stat = fs::read_to_string(thread.path().join("stat")).unwrap_or_default();
        // A thread that has ended since has nothing to do either.
        stat.rsplit_once(") ").is_none_or(|(_, state)| state.starts_with('S'))
    })
}

fn peak_kib(id: u32) -> usize {
    let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    peak.trim().trim_end_matches(" kB").parse().unwrap()
}

#[test]
fn while_nobody_reads_the_results_they_do_not_pile_up() {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("for the memory.txt");
    fs::write(&path, "[[1, 2, 3], [4, 5, 6], [7, 8, 10]]\n".repeat(100_000)).unwrap();
    let (reader, stdout) = pipe().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_multi-thread-matrix"));
    let program = Program::start_into(command.arg("--tasks").arg(path), stdout, Stdio::piped());

    // With the first result, all tasks are in the queues.
    let mut reader = BufReader::new(reader);
    reader.read_line(&mut String::new()).unwrap();
    wait_until(|| all_wait(program.id()));
    // 80 bytes for each task are 8 MB. Their results or their names would be twice as much.
    let peak = peak_kib(program.id());
    assert!(peak < 16_000, "{peak} KiB");

    drop(reader);
    assert_eq!(program.finish().code(), Some(141));
}
