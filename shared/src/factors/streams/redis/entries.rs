//! What the server answers, in our words. Whatever an entry holds, it becomes a message: what can't be read would
//! come round for ever.

use redis::Value;

use super::FIELD;
use crate::factors::streams::input::{Incoming, line};

/// The messages in the answer to XREADGROUP from one stream.
pub(super) fn read(answer: Value) -> Vec<Incoming> {
    let mut streams = list(answer).into_iter();
    let mut stream = list(streams.next().unwrap_or(Value::Nil)).into_iter();
    messages(stream.nth(1).unwrap_or(Value::Nil))
}

/// Where to claim on, and the messages, in the answer to XAUTOCLAIM.
pub(super) fn claimed(answer: Value) -> (String, Vec<Incoming>) {
    let mut parts = list(answer).into_iter();
    let cursor = text(parts.next().unwrap_or(Value::Nil));
    (cursor, messages(parts.next().unwrap_or(Value::Nil)))
}

fn messages(entries: Value) -> Vec<Incoming> {
    list(entries).into_iter().filter_map(message).collect()
}

/// A message. None where it was deleted from the stream since somebody had it.
fn message(entry: Value) -> Option<Incoming> {
    let mut entry = list(entry).into_iter();
    let (Some(Value::Data(id)), Some(Value::Bulk(fields))) = (entry.next(), entry.next()) else {
        return None;
    };
    let fields: Vec<Vec<u8>> = fields.into_iter().map(bytes).collect();
    let found = fields.chunks(2).find(|pair| pair[0] == FIELD).and_then(|pair| pair.get(1));
    let line = found.map_or_else(|| line(&fields.join(&b' ')), |bytes| line(bytes));
    Some(Incoming { id: text(Value::Data(id)), line })
}

fn list(value: Value) -> Vec<Value> {
    match value {
        Value::Bulk(values) => values,
        _ => Vec::new(),
    }
}

fn bytes(value: Value) -> Vec<u8> {
    match value {
        Value::Data(bytes) => bytes,
        _ => Vec::new(),
    }
}

fn text(value: Value) -> String {
    String::from_utf8_lossy(&bytes(value)).into_owned()
}

#[cfg(test)]
mod tests;
