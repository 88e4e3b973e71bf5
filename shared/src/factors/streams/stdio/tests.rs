//! Lines are messages; those that SeaStreamer writes say for which stream.

use super::{LONGEST, read_line};
use crate::factors::message::Line;

/// The messages for stream `in`.
fn messages(mut input: &[u8]) -> Vec<Line> {
    std::iter::from_fn(|| read_line(&mut input, "in").unwrap()).collect()
}

fn whole(text: &str) -> Line {
    Line::Whole(text.into())
}

#[test]
fn each_line_is_a_message_and_the_last_needs_no_newline() {
    assert_eq!(messages(b"91\n\n97"), [whole("91"), whole(""), whole("97")]);
    assert_eq!(messages(b""), []);
}

#[test]
fn lines_that_sea_streamer_writes_are_messages_of_their_stream() {
    let lines = b"[2026-01-02T03:04:05 | in | 0] 91\n[2026-01-02T03:04:05.678 | out | 1] 92\n[in | 2 | 0] 97\n[out] 98\n";
    assert_eq!(messages(lines), [whole("91"), whole("97")]);
}

#[test]
fn what_only_looks_like_theirs_is_a_message_all_the_same() {
    assert_eq!(messages(b"[91\n[2026-01-02T03:04:05] 97\n"), [whole("[91"), whole("97")]);
}

#[test]
fn a_line_that_is_too_long_is_one_message_and_takes_no_memory() {
    for length in [129, LONGEST - 1, LONGEST, LONGEST + 1, 1 << 20] {
        let mut input = vec![b'9'; length];
        input.extend(b"\n91\n");
        assert_eq!(messages(&input), [Line::TooLong, whole("91")], "{length}");
    }
}
