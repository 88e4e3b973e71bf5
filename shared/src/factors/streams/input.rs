//! Where messages come from.

use anyhow::Context;

use super::file::FileInput;
use super::options::Place;
use super::redis::{Group, Outage};
use super::stdio::Stdin;
use super::{Ends, redis};
use crate::factors::message::{LONGEST_LINE, Line};
use crate::shutdown::Stop;

/// A message as it comes.
#[derive(Debug, PartialEq)]
pub(super) struct Incoming {
    /// What its stream calls it, so that it can be acknowledged; empty where nothing is.
    pub(super) id: String,
    pub(super) line: Line,
}

/// A stream of messages.
pub(super) enum Input {
    Redis(Group),
    File(FileInput),
    Stdin(Stdin),
}

impl Input {
    /// # Errors
    /// When there is no such stream.
    pub(super) async fn open(ends: &Ends, outage: &Outage) -> anyhow::Result<Self> {
        let Ends { input, claim_after, .. } = ends;
        let opened = match &input.place {
            Place::Redis(info) => {
                Group::open(info, &input.stream, *claim_after, outage).await.map(Self::Redis)
            }
            Place::File(path) => FileInput::open(path, &input.stream).await.map(Self::File),
            Place::Stdio => Stdin::open(&input.stream).map(Self::Stdin),
        };
        opened.with_context(|| format!("can't read from {input}"))
    }

    /// The next messages, `most` at the most. None at all means that there are no more: the stream has ended, or the
    /// program is asked to stop.
    ///
    /// # Errors
    /// When the stream is broken.
    pub(super) async fn next(&mut self, most: usize, stop: &Stop) -> anyhow::Result<Vec<Incoming>> {
        match self {
            Self::Redis(group) => Ok(group.next(most, stop).await),
            Self::File(file) => file.next(most, stop).await,
            Self::Stdin(stdin) => stdin.next(most, stop).await,
        }
    }

    /// What tells the stream that messages are done; None where a stream doesn't care.
    pub(super) fn receipts(&self) -> Option<redis::Receipts> {
        match self {
            Self::Redis(group) => Some(group.receipts()),
            Self::File(_) | Self::Stdin(_) => None,
        }
    }
}

/// A line of these bytes. What isn't UTF-8 is no number either, and is answered with an error.
pub(super) fn line(bytes: &[u8]) -> Line {
    if bytes.len() > LONGEST_LINE {
        Line::TooLong
    } else {
        Line::Whole(String::from_utf8_lossy(bytes).into_owned())
    }
}
