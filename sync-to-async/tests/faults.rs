//! What can't be written is reported, with its cause, and at once.
#![cfg(unix)]
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests are threads, and may block and panic"
)]

mod common;

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::{fresh, start};
use shared::testing::Program;

/// A pipe with a name: a file whose other end the test holds.
fn fifo(name: &str) -> PathBuf {
    let path = fresh(name);
    assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
    path
}

#[test]
fn an_unwritable_path_is_reported_before_anything_is_read() {
    for path in [Path::new("/no/such/folder/output.log"), Path::new("/")] {
        // stdin stays open and empty: a program that reads first would wait for ever.
        let finished = start(path).wait();
        assert_eq!(finished.code(), Some(1));
        assert!(finished.stderr.contains(&format!("can't write to {}", path.display())), "{finished:?}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_reported_while_stdin_is_idle() {
    let mut program = start(Path::new("/dev/full"));
    program.send(b"a line that has no place\n");
    let finished = program.wait();
    assert_eq!(finished.code(), Some(1));
    for cause in ["No space left on device", "0 lines, 0 bytes written to /dev/full", "25 bytes more"] {
        assert!(finished.stderr.contains(cause), "{finished:?}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_reported_in_the_midst_of_much_input() {
    let mut program = start(Path::new("/dev/full"));
    program.send(&b"a line that has no place\n".repeat(100_000));
    let finished = program.finish();
    assert_eq!(finished.code(), Some(1));
    assert!(finished.stderr.contains("No space left on device"), "{finished:?}");
}

#[test]
fn a_file_that_breaks_later_is_reported_with_what_was_written_before() {
    let path = fifo("breaking");
    let mut program = start(&path);
    program.send(b"first\n");
    let mut file = File::open(&path).unwrap();
    let mut first = [0; 6];
    file.read_exact(&mut first).unwrap();
    drop(file);
    program.send(b"second\n");
    let finished = program.wait();
    assert_eq!((&first, finished.code()), (b"first\n", Some(1)));
    for cause in ["Broken pipe", &format!("1 lines, 6 bytes written to {}; 7 bytes more", path.display())] {
        assert!(finished.stderr.contains(cause), "{finished:?}");
    }
}

#[test]
fn a_file_that_takes_only_part_of_a_block_is_reported() {
    // A limit on its size lets the first write take what still fits; only the second fails.
    let path = fresh("limited");
    let mut command = Command::new("sh");
    command.args(["-c", r#"trap '' XFSZ; ulimit -f 8; exec "$0" "$@""#]);
    let mut program =
        Program::start(command.arg(env!("CARGO_BIN_EXE_sync-to-async")).arg("--file").arg(&path));
    program.send(&b"a line\n".repeat(2_000));
    let finished = program.wait();
    assert_eq!(finished.code(), Some(1), "{finished:?}");
    assert!(finished.stderr.contains("File too large"), "{finished:?}");
    let written = fs::metadata(&path).unwrap().len();
    assert!((1..14_000).contains(&written), "{written} bytes are in the file");
}

#[test]
fn a_stdin_that_cannot_be_read_is_reported() {
    let path = fresh("unread");
    let mut command = Command::new(env!("CARGO_BIN_EXE_sync-to-async"));
    let folder = File::open(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let output = command.arg("--file").arg(&path).stdin(folder).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("can't read stdin"), "{output:?}");
}

#[test]
#[cfg(target_os = "linux")]
fn memory_stays_flat_however_much_comes_in() {
    const MUCH: usize = 100 << 20;
    let path = fresh("much");
    let mut program = start(&path);
    let megabyte = b"0123456789abcde\n".repeat(1 << 16);
    for _ in 0..MUCH >> 20 {
        program.send(&megabyte);
    }
    common::wait_for_size(&path, MUCH);
    assert!(peak_kib(&program) < 20 << 10, "{} KiB", peak_kib(&program));
    assert_eq!(program.finish().code(), Some(0));
    std::fs::remove_file(path).unwrap();
}

#[test]
#[cfg(target_os = "linux")]
fn memory_stays_flat_when_the_file_is_stuck() {
    use std::io::Write;
    use std::thread;

    let path = fifo("stuck");
    let mut program = start(&path);
    // Held open, and not read.
    let mut file = File::open(&path).unwrap();
    let mut stdin = program.take_stdin().unwrap();
    let feeder = thread::spawn(move || {
        let megabyte = b"0123456789abcde\n".repeat(1 << 16);
        (0..64).all(|_| stdin.write_all(&megabyte).is_ok())
    });
    // Once this much has come through, far more than fits into it has been asked of the program.
    let mut head = vec![0; 16 << 20];
    file.read_exact(&mut head).unwrap();
    assert!(peak_kib(&program) < 20 << 10, "{} KiB", peak_kib(&program));
    assert!(!feeder.is_finished(), "64 MiB went into a program whose file takes no more");
    let mut tail = Vec::new();
    file.read_to_end(&mut tail).unwrap();
    assert!(feeder.join().unwrap());
    assert_eq!((head.len() + tail.len(), program.wait().code()), (64 << 20, Some(0)));
}

#[cfg(target_os = "linux")]
fn peak_kib(program: &shared::testing::Program) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{}/status", program.id())).unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    peak.trim().trim_end_matches(" kB").parse().unwrap()
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_reported_also_where_nobody_reads_stdout() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = Command::new(env!("CARGO_BIN_EXE_sync-to-async"));
    let input = File::open(concat!(env!("CARGO_MANIFEST_DIR"), "/input.bin")).unwrap();
    let output = command.args(["--file", "/dev/full"]).stdin(input).stdout(writer).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
}
