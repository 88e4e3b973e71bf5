//! What is accepted is what is in the file, byte by byte.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests are threads, and may block and panic"
)]

mod common;

use std::fs;
use std::process::{Command, Stdio};

use common::{fresh, report, start, wait_for_size};
use fastrand::Rng;
use shared::testing::run;

fn assert_copied(name: &str, pieces: &[&[u8]]) {
    let path = fresh(name);
    let mut program = start(&path);
    for piece in pieces {
        program.send(piece);
    }
    let finished = program.finish();
    let input = pieces.concat();
    assert!(fs::read(&path).unwrap() == input, "{name}: the file isn't the input");
    assert_eq!(finished.stdout, report(&input, &path));
    assert_eq!((finished.code(), finished.stderr.as_str()), (Some(0), ""));
}

#[test]
fn no_input_makes_an_empty_file() {
    assert_copied("empty", &[]);
}

#[test]
fn lines_need_not_be_text() {
    assert_copied("bytes", &[b"\xff\xfe\x00\n", b"\n\n", b"\r\n", "🌈\n".as_bytes()]);
}

#[test]
fn empty_lines_count_however_many_come_in_a_row() {
    for count in [255, 256, 257, 512, 100_000] {
        assert_copied(&format!("{count} newlines"), &[b"x", &b"\n".repeat(count)]);
    }
}

#[test]
fn a_last_line_without_a_newline_stays_without_one() {
    assert_copied("open line", &[b"first\nsecond"]);
}

#[test]
fn a_line_may_be_longer_than_any_buffer() {
    let long = vec![b'a'; 3_000_000];
    assert_copied("long line", &[b"short\n", &long, b"\nshort\n", &long]);
}

#[test]
fn input_in_pieces_of_any_size_comes_out_whole() {
    for seed in 0..10 {
        let mut rng = Rng::with_seed(seed);
        let pieces: Vec<Vec<u8>> = (0..rng.usize(1..60))
            .map(|_| {
                let longest = 1 << rng.u32(1..18);
                let length = rng.usize(0..longest);
                (0..length).map(|_| if rng.u8(..) < 8 { b'\n' } else { rng.u8(..) }).collect()
            })
            .collect();
        let pieces: Vec<&[u8]> = pieces.iter().map(Vec::as_slice).collect();
        assert_copied(&format!("pieces {seed}"), &pieces);
    }
}

#[test]
fn a_typed_line_reaches_the_file_while_the_next_is_awaited() {
    let path = fresh("typed");
    let mut program = start(&path);
    for (i, line) in ["one\n", "two\n", "three\n"].iter().enumerate() {
        program.send(line.as_bytes());
        // stdin stays open: only this line can bring the file to its size.
        wait_for_size(&path, ["one\n", "two\n", "three\n"][..=i].concat().len());
    }
    assert_eq!(fs::read(&path).unwrap(), b"one\ntwo\nthree\n");
    assert_eq!(program.finish().code(), Some(0));
}

#[test]
fn what_the_file_held_before_is_overwritten() {
    let path = fresh("used");
    fs::write(&path, "something much longer than the new contents").unwrap();
    let mut program = start(&path);
    program.send(b"new\n");
    assert_eq!(program.finish().code(), Some(0));
    assert_eq!(fs::read(&path).unwrap(), b"new\n");
}

#[test]
fn without_arguments_it_writes_to_output_log() {
    let path = fresh("output.log");
    let mut command = Command::new(env!("CARGO_BIN_EXE_sync-to-async"));
    let program = shared::testing::Program::start(command.current_dir(path.parent().unwrap()));
    assert_eq!(program.finish().stdout, "0 lines, 0 bytes written to output.log\n");
    assert!(path.exists());
}

#[test]
fn a_file_can_be_its_stdin() {
    let (from, to) = (fresh("from"), fresh("to"));
    let input: Vec<u8> = (0..400_000).flat_map(|i| format!("line {i}\n").into_bytes()).collect();
    fs::write(&from, &input).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_sync-to-async"));
    let output = command.arg("--file").arg(&to).stdin(fs::File::open(&from).unwrap()).output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), report(&input, &to));
    assert!(fs::read(&to).unwrap() == input);
}

#[test]
#[cfg(unix)]
fn a_file_is_not_emptied_while_it_is_read() {
    let path = fresh("both");
    fs::write(&path, "precious\n").unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_sync-to-async"));
    let output = command.arg("--file").arg(&path).stdin(fs::File::open(&path).unwrap()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("is what stdin is read from"));
    assert_eq!(fs::read(&path).unwrap(), b"precious\n");
}

#[test]
fn wrong_arguments_get_a_clear_word_and_status_2() {
    for args in [&["--nonsense"][..], &["--file"], &["file"], &["--file", "a", "b"]] {
        let finished = run(env!("CARGO_BIN_EXE_sync-to-async"), args);
        assert_eq!(finished.code(), Some(2), "{args:?}");
        assert!(
            finished.stderr.starts_with("error: ") && finished.stdout.is_empty(),
            "{args:?}: {finished:?}"
        );
    }
}

#[test]
fn help_names_every_option() {
    let finished = run(env!("CARGO_BIN_EXE_sync-to-async"), &["--help"]);
    assert_eq!(finished.code(), Some(0));
    assert!(["--file", "--help", "output.log"].iter().all(|word| finished.stdout.contains(word)));
}

#[test]
fn a_closed_stdout_ends_it_quietly() {
    let path = fresh("closed stdout");
    let mut command = Command::new(env!("CARGO_BIN_EXE_sync-to-async"));
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = command.arg("--file").arg(&path).stdin(Stdio::null()).stdout(writer).output().unwrap();
    assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0), "{output:?}");
}
