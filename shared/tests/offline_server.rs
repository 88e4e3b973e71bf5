//! The server inside the program, asked over real HTTP like the one it stands for.
#![cfg(feature = "repos")]
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests are threads that may block, and may panic"
)]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use shared::repos::offline::{REPOS, start};
use tokio::runtime::Runtime;

/// The server runs as long as the runtime lives.
fn server() -> (Runtime, SocketAddr) {
    let runtime = Runtime::new().unwrap();
    let address = runtime.block_on(start()).unwrap();
    (runtime, address)
}

/// Where the answer never comes, the test shall fail and not hang.
fn connect(server: SocketAddr) -> TcpStream {
    let socket = TcpStream::connect(server).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    socket
}

/// The first line of the answer, the rest of its head, and its body.
fn ask(server: SocketAddr, request: &str) -> (String, String, Value) {
    let mut socket = connect(server);
    let head = format!("{request} HTTP/1.1\r\nHost: {server}\r\nConnection: close\r\n\r\n");
    socket.write_all(head.as_bytes()).unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let (status, headers) = head.split_once("\r\n").unwrap();
    (status.into(), headers.into(), serde_json::from_str(body).unwrap())
}

#[test]
fn it_knows_the_nine_repositories_of_the_article() {
    let (_runtime, server) = server();
    let names = [
        "sea-orm",
        "sea-query",
        "sea-schema",
        "sea-streamer",
        "seaography",
        "starfish-ql",
        "FireDBG.for.Rust",
        "sea-orm-tutorial",
        "sea-orm-cookbook",
    ];
    thread::scope(|scope| {
        for (name, repo) in names.iter().zip(REPOS) {
            scope.spawn(move || {
                let (status, headers, json) = ask(server, &format!("GET /repos/SeaQL/{name}"));
                assert_eq!(status, "HTTP/1.1 200 OK");
                assert!(headers.contains("content-type: application/json"), "{headers}");
                assert_eq!(json["full_name"], format!("SeaQL/{name}"));
                assert_eq!(json["description"], repo.description);
                assert!(!repo.description.is_empty());
            });
        }
    });
    assert_eq!(REPOS.len(), names.len());
}

#[test]
fn what_it_doesn_t_know_is_not_found_in_the_words_of_github() {
    let (_runtime, server) = server();
    for request in [
        "GET /repos/SeaQL/sea",
        "GET /repos/SeaQL/sea-orm/",
        "GET /repos/SeaQL/sea-orm/issues",
        "GET /SeaQL/sea-orm",
        "GET /repos/",
        "GET /",
        "POST /repos/SeaQL/sea-schema",
    ] {
        let (status, headers, json) = ask(server, request);
        assert_eq!(status, "HTTP/1.1 404 Not Found", "{request}");
        assert!(headers.contains("content-type: application/json"), "{headers}");
        let expected = json!({
            "message": "Not Found",
            "documentation_url": "https://docs.github.com/rest/repos/repos#get-a-repository",
            "status": "404",
        });
        assert_eq!(json, expected, "{request}");
    }
}

#[test]
fn names_are_found_in_upper_and_lower_case_and_answered_in_their_own() {
    let (_runtime, server) = server();
    let (status, _, json) = ask(server, "GET /repos/SEAQL/sea-SCHEMA");
    assert_eq!((status.as_str(), &json["full_name"]), ("HTTP/1.1 200 OK", &json!("SeaQL/sea-schema")));
}

/// Asks for the slowest of all, then for the quickest; returns which is answered first.
fn first_answered(server: SocketAddr) -> &'static str {
    let (answered, order) = channel();
    for repo in ["SeaQL/sea-orm", "SeaQL/sea-schema"] {
        let answered = answered.clone();
        let mut socket = connect(server);
        write!(socket, "GET /repos/{repo} HTTP/1.1\r\nHost: {server}\r\n\r\n").unwrap();
        thread::spawn(move || socket.read_exact(&mut [0]).map(|()| answered.send(repo)));
    }
    order.recv().unwrap()
}

#[test]
fn a_slow_answer_holds_up_no_quick_one() {
    let (_runtime, server) = server();
    // On a machine that stalls at the wrong moment both are there at once. One at a time, this never happens.
    assert!((0..20).any(|_| first_answered(server) == "SeaQL/sea-schema"));
}

#[test]
fn a_client_that_never_ends_its_request_holds_up_no_other() {
    let (_runtime, server) = server();
    let mut stuck = connect(server);
    stuck.write_all(b"GET /repos/SeaQL/sea-orm HTTP/1.1\r\n").unwrap();
    let (status, ..) = ask(server, "GET /repos/SeaQL/sea-schema");
    assert_eq!(status, "HTTP/1.1 200 OK");
    drop(stuck);
}

#[test]
fn a_client_that_breaks_off_or_talks_nonsense_harms_no_other() {
    let (_runtime, server) = server();
    for nonsense in
        ["", "GET /repos/SeaQL/sea-orm HTTP/1.1\r\nHost: x\r\n\r\n", "nonsense\r\n\r\n", "\0\0\0\0"]
    {
        connect(server).write_all(nonsense.as_bytes()).unwrap();
    }
    let (status, ..) = ask(server, "GET /repos/SeaQL/sea-schema");
    assert_eq!(status, "HTTP/1.1 200 OK");
}
