//! Where a request goes, and what it says.
#![expect(clippy::unwrap_used, reason = "tests may panic")]

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::process::Command;
use std::sync::Mutex;
use std::sync::mpsc::{Sender, channel};

use shared::testing::{Program, Request, Server};

use super::results;
use crate::PROGRAM;

/// Fetches `it/good` from `http://HOST:PORT` and `path`, with a token at hand; returns what the server was asked, in
/// lower case.
fn asked(host: IpAddr, path: &str) -> Option<(Server, String)> {
    let (asked, head) = channel();
    let server = Server::start_at(host, note_and_describe(asked)).ok()?;
    let mut command = Command::new(PROGRAM);
    let command = command.args(["--api", &format!("{}{path}", server.url()), "it/good"]);
    let finished = Program::start(command.env("GITHUB_TOKEN", "secret")).finish();
    assert_eq!(results(&finished), ["it/good: about it/good"], "{finished:?}");
    assert_eq!((finished.code(), finished.stderr.as_str()), (Some(0), ""));
    Some((server, head.try_recv().unwrap().to_ascii_lowercase()))
}

fn note_and_describe(asked: Sender<String>) -> impl Fn(Request) + Send + Sync {
    let asked = Mutex::new(asked);
    move |request| {
        asked.lock().unwrap().send(request.head.clone()).unwrap();
        request.describe();
    }
}

const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

#[test]
fn an_api_may_lie_below_a_path_and_its_url_end_in_a_slash() {
    for (path, expected) in [
        ("", "get /repos/it/good http/1.1\r\n"),
        ("/", "get /repos/it/good http/1.1\r\n"),
        ("/api/v3", "get /api/v3/repos/it/good http/1.1\r\n"),
        ("/api/v3/", "get /api/v3/repos/it/good http/1.1\r\n"),
    ] {
        let (_, head) = asked(LOOPBACK, path).unwrap();
        assert!(head.starts_with(expected), "{path}: {head}");
    }
}

#[test]
fn a_request_says_who_asks_whom_and_gives_no_token_away() {
    let (server, head) = asked(LOOPBACK, "").unwrap();
    let headers: Vec<_> = head.lines().collect();
    let host = server.url().replace("http://", "host: ");
    assert!(headers.contains(&host.as_str()), "{head}");
    assert!(head.contains("\r\nuser-agent: rainbow-bridge/"), "{head}");
    assert!(headers.contains(&"accept: application/vnd.github+json"), "{head}");
    assert!(!head.contains("authorization") && !head.contains("secret"), "{head}");
}

#[test]
fn an_ipv6_address_stands_in_brackets() {
    let Some((server, head)) = asked(Ipv6Addr::LOCALHOST.into(), "/") else {
        shared::note("skipped: there is no ::1 here");
        return;
    };
    let host = server.url().replace("http://", "host: ");
    assert!(host.starts_with("host: [::1]:"), "{host}");
    assert!(head.lines().any(|line| line == host), "{head}");
}
