//! stdout and stderr that are closed or full: it ends by itself, and never by a panic of its own.

use std::io::{BufRead, BufReader, pipe};
use std::process::{Command, Stdio};

use shared::testing::{Program, Request, Server};

use super::results;
use crate::PROGRAM;

const REPOS: [&str; 4] = ["the/first", "the/second", "the/third", "the/fourth"];

fn command(server: &Server) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(["--api", &server.url()]).args(REPOS);
    command
}

#[test]
fn a_reader_that_leaves_after_one_line_ends_it_quietly() {
    let (server, requests) = Server::hand_over();
    let (reader, writer) = pipe().unwrap();
    let program = Program::start_into(&mut command(&server), writer, Stdio::piped());
    let (first, others): (Vec<_>, Vec<_>) =
        REPOS.iter().map(|_| requests.wait()).partition(|request| request.path() == "/repos/the/first");
    first.into_iter().for_each(Request::describe);
    let mut line = String::new();
    BufReader::new(reader).read_line(&mut line).unwrap();
    assert!(line.contains("the/first: about the/first"), "{line}");
    // The reader has left. What comes now can't be printed any more.
    others.into_iter().for_each(Request::describe);

    let finished = program.finish();
    assert_eq!((finished.code(), finished.stderr.as_str()), (Some(141), ""));
}

#[test]
fn with_nobody_to_listen_at_all_it_ends_too() {
    let server = Server::start(Request::describe);
    let (_, stdout) = pipe().unwrap();
    let (_, stderr) = pipe().unwrap();
    let finished = Program::start_into(command(&server).args(["--panic-at", "0"]), stdout, stderr).finish();
    assert_eq!(finished.code(), Some(141));
}

#[test]
fn a_closed_stderr_costs_no_result() {
    let server = Server::start(|request| match request.path() {
        "/repos/the/second" => drop(request),
        _ => request.describe(),
    });
    let (_, stderr) = pipe().unwrap();
    let finished =
        Program::start_into(command(&server).args(["--panic-at", "0"]), Stdio::piped(), stderr).finish();
    assert_eq!(results(&finished), ["the/fourth: about the/fourth", "the/third: about the/third"]);
    assert_eq!(finished.code(), Some(1));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_a_failure_with_its_cause() {
    let server = Server::start(Request::describe);
    for args in [&[][..], &["--help"]] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let finished = Program::start_into(command(&server).args(args), full, Stdio::piped()).finish();
        assert_eq!(finished.code(), Some(1));
        for part in ["can't write the results to stdout", "No space left on device"] {
            assert!(finished.stderr.contains(part), "{}", finished.stderr);
        }
        assert!(!finished.stderr.contains("panicked"), "{}", finished.stderr);
    }
}
