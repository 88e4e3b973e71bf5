//! Repositories that were renamed: GitHub redirects to `/repositories/ID`.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use shared::testing::{Request, Server};

use super::{fetch, results};

/// A server that redirects `/repos/old/name` to `location`, in which `HERE` is the server itself, and knows the
/// repository by its number.
fn renamed(status: &'static str, location: &'static str) -> Server {
    Server::start(move |request| match request.path() {
        "/repositories/1?by=number" => {
            request.answer("200 OK", r#"{"full_name": "new/name", "description": "it moved"}"#);
        }
        "/repos/old/name" => {
            let host = request
                .head
                .lines()
                .find_map(|line| line.to_lowercase().strip_prefix("host: ").map(str::to_owned));
            let location = location.replace("HERE", &host.unwrap_or_default());
            request.answer(&format!("{status}\r\nLocation: {location}"), r#"{"message": "Moved"}"#);
        }
        _ => request.describe(),
    })
}

#[test]
fn a_renamed_repository_is_found_by_its_new_name() {
    for status in ["301 Moved Permanently", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"] {
        for location in ["/repositories/1?by=number", "http://HERE/repositories/1?by=number#readme"] {
            let finished = fetch(&renamed(status, location), &["old/name", "good/one"]);
            assert_eq!(results(&finished), ["good/one: about good/one", "new/name: it moved"], "{location}");
            assert_eq!((finished.code(), finished.stderr.as_str()), (Some(0), ""));
        }
    }
}

#[test]
fn no_other_server_is_asked_instead() {
    let asked: Arc<AtomicUsize> = Arc::default();
    let count = asked.clone();
    let other = Server::start(move |request| {
        count.fetch_add(1, Ordering::Relaxed);
        request.describe();
    });
    let url = format!("{}/repos/new/name", other.url());
    let without_scheme = url.trim_start_matches("http:").to_owned();
    for location in [url, without_scheme, "https://HERE/repositories/1".into(), "repositories/1".into()] {
        let location: &str = location.leak();
        let finished = fetch(&renamed("301 Moved Permanently", location), &["old/name", "good/one"]);
        assert_eq!(results(&finished), ["good/one: about good/one"]);
        let start = "failed: task 0: old/name: 301 Moved Permanently (Moved), it moved to ";
        let (_, host_and_path) = location.split_once("HERE").unwrap_or(("", location));
        assert!(finished.stderr.starts_with(start), "{}", finished.stderr);
        assert!(finished.stderr.trim_end().ends_with(host_and_path), "{}", finished.stderr);
    }
    assert_eq!(asked.load(Ordering::Relaxed), 0);
}

#[test]
fn a_redirect_without_a_place_to_go_fails_alone() {
    super::fails_alone("301 Moved Permanently", |request| request.answer("301 Moved Permanently", ""));
}

#[test]
fn redirects_in_a_circle_are_given_up_on() {
    let asked: Arc<AtomicUsize> = Arc::default();
    let count = asked.clone();
    let around = move |request: Request| {
        count.fetch_add(1, Ordering::Relaxed);
        request.answer("301 Moved Permanently\r\nLocation: /repos/it/bad", "");
    };
    super::fails_alone("more than 3 redirects, the last one to /repos/it/bad", around);
    assert_eq!(asked.load(Ordering::Relaxed), 4);
}
