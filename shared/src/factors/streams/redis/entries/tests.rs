//! Whatever the server hands out becomes a message with its name.

use redis::Value::{self, Bulk, Data, Nil};

use super::{claimed, read};
use crate::factors::message::Line;
use crate::factors::streams::input::Incoming;

fn data(bytes: &[u8]) -> Value {
    Data(bytes.to_vec())
}

fn entry(id: &str, fields: &[&[u8]]) -> Value {
    Bulk(vec![data(id.as_bytes()), Bulk(fields.iter().map(|field| data(field)).collect())])
}

fn message(id: &str, line: &str) -> Incoming {
    Incoming { id: id.into(), line: Line::Whole(line.into()) }
}

#[test]
fn nothing_new_is_no_message() {
    assert_eq!(read(Nil), []);
}

#[test]
fn the_field_msg_holds_the_message_wherever_it_stands() {
    let entries = vec![entry("1-0", &[b"msg", b"91"]), entry("1-1", &[b"from", b"me", b"msg", b"97"])];
    let answer = Bulk(vec![Bulk(vec![data(b"in"), Bulk(entries)])]);
    assert_eq!(read(answer), [message("1-0", "91"), message("1-1", "97")]);
}

#[test]
fn an_entry_without_it_is_a_message_too_so_that_it_can_be_acknowledged() {
    let entries = vec![entry("1-0", &[b"number", b"91"]), entry("99999-70000", &[b"\xff", b""])];
    let answer = Bulk(vec![Bulk(vec![data(b"in"), Bulk(entries)])]);
    assert_eq!(read(answer), [message("1-0", "number 91"), message("99999-70000", "\u{fffd} ")]);
}

#[test]
fn what_was_deleted_meanwhile_is_left_out_of_what_is_claimed() {
    let entries = vec![Nil, Bulk(vec![data(b"1-0"), Nil]), entry("1-1", &[b"msg", b"91"])];
    let answer = Bulk(vec![data(b"2-0"), Bulk(entries), Bulk(vec![])]);
    assert_eq!(claimed(answer), ("2-0".into(), vec![message("1-1", "91")]));
}
