//! What both programs that fetch descriptions promise, however they deal out their tasks. Each of them has these
//! tests among its own, and says in `PROGRAM` which it is.

mod answers;
mod command_line;
mod hostility;
mod redirects;
mod requests;
mod streams;

use std::process::Command;

use shared::testing::{Finished, Program, Request, Server};

use crate::PROGRAM;

/// Fetches `repos` from `server`, without a token that happens to be in the environment.
fn fetch(server: &Server, repos: &[&str]) -> Finished {
    let mut command = Command::new(PROGRAM);
    command.args(["--api", &server.url()]).args(repos).env_remove("GITHUB_TOKEN");
    Program::start(&mut command).finish()
}

/// The results in alphabetical order, without the worker that one of the two programs puts in front.
fn results(finished: &Finished) -> Vec<&str> {
    let result = |line| match str::split_once(line, " | ") {
        Some((worker, result)) if worker.starts_with("worker ") => result,
        _ => line,
    };
    let mut results: Vec<_> = finished.stdout.lines().map(result).collect();
    results.sort_unstable();
    results
}

/// Between good repositories there is one that `answer` answers: it fails alone, and is named with the reason.
#[track_caller]
fn fails_alone(reason: &str, answer: impl Fn(Request) + Send + Sync + 'static) {
    let server = Server::start(move |request| match request.path() {
        "/repos/it/bad" => answer(request),
        _ => request.describe(),
    });
    let finished = fetch(&server, &["good/0", "it/bad", "good/2", "good/3", "good/4", "good/5"]);
    let good = ["0", "2", "3", "4", "5"].map(|n| format!("good/{n}: about good/{n}"));
    assert_eq!(results(&finished), good);
    match &finished.said("failed: ")[..] {
        [line] => assert!(line.starts_with("task 1: it/bad: ") && line.contains(reason), "{line}"),
        _ => panic!("one should have failed: {}", finished.stderr),
    }
    assert_eq!((finished.code(), finished.stderr.lines().count()), (Some(1), 1));
}
