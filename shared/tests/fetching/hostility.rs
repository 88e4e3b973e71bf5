//! Servers that mean harm: to the memory, the stack or the terminal.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use shared::testing::{Request, Server};

use super::{fails_alone, fetch, results};

/// Sends for ever, and counts what went out before the program hung up.
fn endless(begin: &'static str, more: &'static str, sent: &Arc<AtomicUsize>) -> impl Fn(Request) + use<> {
    let (more, sent) = (more.repeat(1000), sent.clone());
    move |mut request| {
        let mut next = request.send(begin);
        while next.is_ok() {
            next = request.send(&more);
            sent.fetch_add(more.len(), Ordering::Relaxed);
        }
    }
}

/// What the program holds, what it lets go, and what the system's buffers hold, generously.
const LITTLE: usize = 64 << 20;

#[test]
fn an_endless_answer_is_cut_off_and_fails_alone() {
    let sent = Arc::default();
    fails_alone("the answer broke off", endless("HTTP/1.1 200 OK\r\n\r\n", "[[[[[[[[", &sent));
    let sent = sent.load(Ordering::Relaxed);
    assert!((1..LITTLE).contains(&sent), "{sent} bytes were taken");
}

#[test]
fn an_endless_head_is_cut_off_and_fails_alone() {
    let sent = Arc::default();
    fails_alone("no HTTP answer", endless("HTTP/1.1 200 OK\r\nX-Filling: ", "xxxxxxxx", &sent));
    let sent = sent.load(Ordering::Relaxed);
    assert!((1..LITTLE).contains(&sent), "{sent} bytes were taken");
}

#[test]
fn a_bottomless_nest_of_brackets_isn_t_followed_down() {
    let nest = "[".repeat(1_000_000);
    fails_alone("the answer isn't JSON", move |request| request.answer("200 OK", &nest));
}

#[test]
fn a_length_that_nobody_can_send_is_not_set_aside() {
    fails_alone("the answer broke off", |mut request| {
        let _ = request.send("HTTP/1.1 200 OK\r\nContent-Length: 9000000000000000000\r\n\r\n{");
    });
}

#[test]
fn a_description_is_one_line_and_can_t_steer_the_terminal() {
    let server = Server::start(|request| {
        let body = r#"{"full_name": "it\u001b[2J/bad\r", "description": "one\nother\u001b[31m\u0007\u009b\u0000end"}"#;
        request.answer("200 OK", body);
    });
    let finished = fetch(&server, &["it/bad"]);
    assert_eq!((finished.code(), finished.stderr.as_str()), (Some(0), ""));
    assert_eq!(results(&finished), ["it [2J/bad : one other [31m   end"]);
}

#[test]
fn no_character_that_overrides_the_direction_of_writing_reaches_the_terminal() {
    let overrides: String = ('\u{202a}'..='\u{202e}').chain('\u{2066}'..='\u{2069}').collect();
    let spaces = " ".repeat(9);
    let body =
        format!(r#"{{"full_name": "it/bad", "description": "a{overrides}b", "message": "c{overrides}d"}}"#);
    for (status, expected) in [("200 OK", format!("it/bad: a{spaces}b")), ("404 Not Found", String::new())] {
        let body = body.clone();
        let server = Server::start(move |request| request.answer(status, &body));
        let finished = fetch(&server, &["it/bad"]);
        assert_eq!(results(&finished).concat(), expected);
        assert_eq!(finished.stderr.contains(&format!("(c{spaces}d)")), expected.is_empty(), "{finished:?}");
    }
}

#[test]
fn a_refusal_is_one_line_and_can_t_steer_the_terminal() {
    let server = Server::start(|request| {
        // A header can hold 0x9b, which is escape and bracket in one; in UTF-8 it has two bytes.
        let status = "301 Moved\r\nLocation: https://example.com/\u{9b}2J";
        request.answer(status, r#"{"message": "gone\n\u001b[2Jlost: task 0: it/bad"}"#);
    });
    let finished = fetch(&server, &["it/bad"]);
    assert_eq!(
        finished.stderr,
        "failed: task 0: it/bad: 301 Moved Permanently (gone  [2Jlost: task 0: it/bad), \
         it moved to https://example.com/ 2J\n"
    );
}
