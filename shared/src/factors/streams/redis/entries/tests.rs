//! Whatever the server hands out becomes a message with its name.

use redis::Value::{self, Array, BulkString, Nil};
use redis::from_redis_value;

use super::{Claimed, Entry, New};

fn data(bytes: &[u8]) -> Value {
    BulkString(bytes.to_vec())
}

fn entry(id: &str, fields: &[&[u8]]) -> Value {
    Array(vec![data(id.as_bytes()), Array(fields.iter().map(|field| data(field)).collect())])
}

/// What an entry is read as.
fn read(id: &str, fields: &[&[u8]]) -> String {
    let incoming = from_redis_value::<Entry>(entry(id, fields)).unwrap().0.unwrap();
    format!("{}: {:?}", incoming.id, incoming.line)
}

#[test]
fn nothing_new_is_no_message() {
    assert!(from_redis_value::<New>(Nil).unwrap().is_none());
}

#[test]
fn the_field_msg_holds_the_message_wherever_it_stands() {
    assert_eq!(read("1-0", &[b"msg", b"91"]), r#"1-0: Whole("91")"#);
    assert_eq!(read("1-1", &[b"from", b"me", b"msg", b"97"]), r#"1-1: Whole("97")"#);
}

#[test]
fn an_entry_without_it_is_a_message_too_so_that_it_can_be_acknowledged() {
    assert_eq!(read("1-0", &[b"number", b"91"]), r#"1-0: Whole("number 91")"#);
    assert_eq!(read("99999-70000", &[b"\xff", b""]), "99999-70000: Whole(\"\u{fffd} \")");
}

#[test]
fn what_was_deleted_meanwhile_is_left_out_of_what_is_claimed() {
    let entries = vec![Nil, Array(vec![data(b"1-0"), Nil]), entry("1-1", &[b"msg", b"91"])];
    for more in [vec![], vec![Array(vec![])]] {
        let answer = [vec![data(b"2-0"), Array(entries.clone())], more].concat();
        let Claimed(cursor, entries) = from_redis_value(Array(answer)).unwrap();
        let ids: Vec<_> = entries.into_iter().filter_map(|entry| Some(entry.0?.id)).collect();
        assert_eq!((cursor.as_str(), ids), ("2-0", vec!["1-1".to_owned()]));
    }
}
