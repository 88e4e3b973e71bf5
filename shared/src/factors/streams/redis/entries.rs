//! What the server hands out, in our words. Whatever an entry holds, it becomes a message: what can't be read would come
//! round for ever.

use redis::{FromRedisValue, ParsingError, Value, from_redis_value};

use crate::factors::message::Line;
use crate::factors::task::Incoming;

/// The field of an entry that SeaStreamer puts messages into.
pub(super) const FIELD: &str = "msg";

/// The answer to XREADGROUP: for each stream its name and its entries; or nothing.
pub(super) type New = Option<Vec<(String, Vec<Entry>)>>;

/// An entry of a stream. None where it was deleted while a copy of the program had it.
pub(super) struct Entry(pub(super) Option<Incoming>);

impl FromRedisValue for Entry {
    fn from_redis_value(entry: Value) -> Result<Self, ParsingError> {
        let Some((id, Some(fields))) = from_redis_value::<Option<(_, Option<Vec<Vec<u8>>>)>>(entry)? else {
            return Ok(Self(None));
        };
        let message = fields.chunks(2).find(|pair| pair[0] == FIELD.as_bytes()).and_then(|pair| pair.get(1));
        let line = message.map_or_else(|| Line::new(&fields.join(&b' ')), |bytes| Line::new(bytes));
        Ok(Self(Some(Incoming { id, line })))
    }
}

/// The answer to XAUTOCLAIM: where to claim on, and entries.
pub(super) struct Claimed(pub(super) String, pub(super) Vec<Entry>);

impl FromRedisValue for Claimed {
    fn from_redis_value(answer: Value) -> Result<Self, ParsingError> {
        let mut parts: Vec<Value> = from_redis_value(answer)?;
        // Since Redis 7 there is a third part: what was deleted.
        parts.truncate(2);
        let (cursor, entries) = from_redis_value(Value::Array(parts))?;
        Ok(Self(cursor, entries))
    }
}

#[cfg(test)]
mod tests;
