//! Answers that hold no description: each costs one repository, and is named with its reason.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::process::Command;
use std::time::{Duration, UNIX_EPOCH};

use shared::testing::{Program, Server, run};

use super::{fails_alone, fetch, results};
use crate::PROGRAM;

/// A name, what is answered to it, and what should be said about it.
const REFUSALS: [(&str, &str, &str, &str); 21] = [
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
        "403 Forbidden: the rate limit is used up; try again now; with a GITHUB_TOKEN it is higher",
    ),
    // A rate limit that isn't used up is not the reason.
    (
        "for/bidden",
        "403 Forbidden\r\nx-ratelimit-remaining: 59\r\nx-ratelimit-reset: 4070908800",
        "",
        "403 Forbidden",
    ),
    (
        "too/fast",
        "403 Forbidden\r\nx-ratelimit-remaining: 59\r\nRetry-After: 60",
        r#"{"message": "You have exceeded a secondary rate limit"}"#,
        "403 Forbidden (You have exceeded a secondary rate limit); try again in 60 s",
    ),
    (
        "under/maintenance",
        "503 Service Unavailable\r\nRetry-After: 3601",
        "<html>",
        "503 Service Unavailable; try again in 61 min",
    ),
    (
        "long/over",
        "503 Service Unavailable\r\nRetry-After: Fri, 13 Nov 2009 23:31:30 GMT",
        "",
        "503 Service Unavailable; try again now",
    ),
    ("un/clear", "503 Service Unavailable\r\nRetry-After: soon", "", "503 Service Unavailable"),
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
    ("no/description", "200 OK", r#"{"full_name": "no/description"}"#, "the answer has no description"),
    (
        "description/number",
        "200 OK",
        r#"{"full_name": "description/number", "description": 5}"#,
        "the answer has no description",
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

/// A worker that gave up after a failure would leave the last ones to nobody.
#[test]
fn failures_cost_no_other_repository_however_many_come_first() {
    let names = ["t/0", "t/1", "t/2", "t/3", "t/4", "t/5", "t/6", "t/7", "t/8"];
    for missing in 1..=8 {
        let server = Server::start(move |request| {
            if names[..missing].iter().any(|name| request.path().ends_with(name)) {
                request.answer("404 Not Found", "");
            } else {
                request.describe();
            }
        });
        let finished = fetch(&server, &names);
        let found: Vec<_> = names[missing..].iter().map(|name| format!("{name}: about {name}")).collect();
        assert_eq!(
            (results(&finished), finished.code()),
            (found.iter().map(String::as_str).collect(), Some(1))
        );
        let mut failed = finished.said("failed: task ");
        failed.sort_unstable();
        let expected =
            names[..missing].iter().enumerate().map(|(i, name)| format!("{i}: {name}: 404 Not Found"));
        assert_eq!(failed, expected.collect::<Vec<_>>());
    }
}

#[test]
fn a_date_to_try_again_at_is_told_in_minutes_from_now() {
    // The first second of 2099.
    let minutes =
        || (Duration::from_secs(4_070_908_800) - UNIX_EPOCH.elapsed().unwrap()).as_secs().div_ceil(60);
    let server = Server::start(|request| {
        request.answer("503 Service Unavailable\r\nRetry-After: Thu, 01 Jan 2099 00:00:00 GMT", "");
    });
    let most = minutes();
    let finished = fetch(&server, &["come/later"]);
    let least = minutes();
    let told = |minutes| {
        format!("failed: task 0: come/later: 503 Service Unavailable; try again in {minutes} min\n")
    };
    assert!((least..=most).map(told).any(|line| line == finished.stderr), "{least}: {finished:?}");
}

#[test]
fn whoever_has_a_token_isn_t_told_to_get_one() {
    let server = Server::start(|request| request.answer("403 Forbidden\r\nx-ratelimit-remaining: 0", ""));
    for (token, more) in [("secret", ""), ("", "; with a GITHUB_TOKEN it is higher")] {
        let mut command = Command::new(PROGRAM);
        command.args(["--api", &server.url(), "too/many"]).env("GITHUB_TOKEN", token);
        let finished = Program::start(&mut command).finish();
        let expected = format!("failed: task 0: too/many: 403 Forbidden: the rate limit is used up{more}\n");
        assert_eq!(finished.stderr, expected);
    }
}

#[test]
fn an_empty_description_is_delivered_as_such() {
    let server = Server::start(|request| {
        let description = if request.path() == "/repos/is/null" { "null" } else { r#""""# };
        let name = &request.path()["/repos/".len()..];
        let body = format!(r#"{{"full_name": "{name}", "description": {description}}}"#);
        request.answer("200 OK", &body);
    });
    let finished = fetch(&server, &["is/null", "is/empty"]);
    assert_eq!(results(&finished), ["is/empty: ", "is/null: "]);
    assert_eq!((finished.code(), finished.stderr.as_str()), (Some(0), ""));
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
