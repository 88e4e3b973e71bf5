//! Answers that hold no description: each costs one repository, and is named with its reason.

use std::collections::BTreeMap;
use std::net::TcpListener;

use shared::testing::{Server, run};

use super::{fails_alone, fetch, results};
use crate::PROGRAM;

/// A name, what is answered to it, and what should be said about it.
const REFUSALS: [(&str, &str, &str, &str); 16] = [
    ("not/found", "404 Not Found", r#"{"message": "Not Found"}"#, "404 Not Found (Not Found)"),
    ("no/reason", "404 Not Found", "", "404 Not Found"),
    (
        "too/many",
        "403 Forbidden\r\nx-ratelimit-remaining: 0",
        r#"{"message": "API rate limit exceeded"}"#,
        "403 Forbidden (API rate limit exceeded): the rate limit is used up; with a GITHUB_TOKEN it is higher",
    ),
    (
        "come/later",
        "429 Too Many Requests\r\nretry-after: 120",
        "",
        "429 Too Many Requests: the rate limit is used up; try again in 2 min; with a GITHUB_TOKEN it is higher",
    ),
    // That was long ago.
    (
        "come/now",
        "403 Forbidden\r\nx-ratelimit-remaining: 0\r\nx-ratelimit-reset: 1000000000",
        "",
        "403 Forbidden: the rate limit is used up; try again in 0 min; with a GITHUB_TOKEN it is higher",
    ),
    // A rate limit that isn't used up is not the reason.
    ("for/bidden", "403 Forbidden\r\nx-ratelimit-remaining: 59", "", "403 Forbidden"),
    (
        "has/moved",
        "301 Moved Permanently\r\nLocation: https://example.com/repositories/1",
        r#"{"message": "Moved Permanently"}"#,
        "301 Moved Permanently (Moved Permanently), it moved to https://example.com/repositories/1",
    ),
    ("is/broken", "500 Internal Server Error", "<html>", "500 Internal Server Error"),
    ("says/nothing", "204 No Content", "", "204 No Content"),
    ("not/json", "200 OK", "<html>Welcome to this hotel</html>", "the answer isn't JSON: "),
    ("half/json", "200 OK", r#"{"full_name": "half/json", "#, "the answer isn't JSON: "),
    ("no/body", "200 OK", "", "the answer isn't JSON: "),
    ("no/object", "200 OK", "[1, 2, 3]", "the answer has no full_name"),
    ("no/name", "200 OK", r#"{"description": "nameless"}"#, "the answer has no full_name"),
    ("name/number", "200 OK", r#"{"full_name": 5, "description": "x"}"#, "the answer has no full_name"),
    (
        "no/description",
        "200 OK",
        r#"{"full_name": "no/description", "description": null}"#,
        "it has no description",
    ),
];

#[test]
fn what_can_t_be_had_fails_with_its_reason_and_the_others_are_delivered() {
    let answers: BTreeMap<_, _> = REFUSALS.map(|(name, status, body, _)| (name, (status, body))).into();
    let server = Server::start(move |request| match answers.get(&request.path()["/repos/".len()..]) {
        Some((status, body)) => request.answer(status, body),
        None => request.describe(),
    });
    let names = REFUSALS.map(|(name, ..)| name);
    let finished = fetch(&server, &[&["good/one"], &names[..], &["good/other"]].concat());

    assert_eq!(results(&finished), ["good/one: about good/one", "good/other: about good/other"]);
    assert_eq!(finished.code(), Some(1));
    let said = finished.said("failed: ");
    assert_eq!((said.len(), finished.stderr.lines().count()), (REFUSALS.len(), REFUSALS.len()));
    for (i, (name, .., reason)) in REFUSALS.iter().enumerate() {
        let start = format!("task {}: {name}: ", i + 1);
        let line = said.iter().find_map(|line| line.strip_prefix(&start));
        // What a library adds behind a colon is its own affair.
        let right =
            line.is_some_and(|line| line == *reason || (reason.ends_with(": ") && line.starts_with(reason)));
        assert!(right, "{start}{line:?} should be {reason:?}");
    }
}

#[test]
fn an_answer_that_breaks_off_fails_alone() {
    fails_alone("the answer broke off", |mut request| {
        let _ = request.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"full_name\": ");
    });
}

#[test]
fn a_chunked_answer_that_breaks_off_fails_alone() {
    let whole = r#"{"full_name": "it/bad", "description": "all of it, but who knows?"}"#;
    let chunk =
        format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{whole}\r\n", whole.len());
    fails_alone("the answer broke off", move |mut request| {
        let _ = request.send(&chunk);
    });
}

#[test]
fn a_connection_that_closes_without_an_answer_fails_alone() {
    fails_alone("no HTTP answer", drop);
}

#[test]
fn a_server_that_speaks_no_http_fails_alone() {
    fails_alone("no HTTP answer", |mut request| {
        let _ = request.send("SSH-2.0-OpenSSH_9.6\r\n");
    });
}

#[test]
fn where_nobody_listens_every_repository_fails_by_name() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let finished = run(PROGRAM, &["--api", &format!("http://{free}"), "one/here", "other/there"]);
    assert_eq!((finished.code(), finished.stdout.as_str()), (Some(1), ""));
    let mut said = finished.said("failed: ");
    said.sort_unstable();
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[0].starts_with(&format!("task 0: one/here: can't connect to {free}: ")), "{said:?}");
    assert!(said[1].starts_with(&format!("task 1: other/there: can't connect to {free}: ")), "{said:?}");
}

#[test]
fn whoever_says_nothing_is_given_up_on() {
    let server = Server::start(|mut request| {
        if request.path() == "/repos/half/told" {
            let _ = request.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{");
        }
        request.hold();
    });
    let finished = run(PROGRAM, &["--timeout", "0.1", "--api", &server.url(), "nothing/told", "half/told"]);
    assert_eq!((finished.code(), finished.stdout.as_str()), (Some(1), ""));
    let mut said = finished.said("failed: ");
    said.sort_unstable();
    let gave_up = |task, name| format!("task {task}: {name}: no answer from 127.0.0.1 within 100ms");
    assert_eq!(said, [gave_up(0, "nothing/told"), gave_up(1, "half/told")]);
}
