//! stdin and stdout as streams. SeaStreamer has its own for them, which doesn't tell when stdin ends, keeps in memory
//! whatever comes in, aborts at a line that it doesn't understand and panics when stdout is closed.

use std::io::{self, BufRead, Read};
use std::thread;

use anyhow::Context;
use sea_streamer::StreamKey;
use tokio::sync::mpsc::{Receiver, channel};
use tokio::sync::oneshot;

use super::input::{Incoming, line};
use crate::factors::message::{LONGEST_LINE, Line};
use crate::print;
use crate::shutdown::Stop;

/// How many lines may wait to be taken.
const AHEAD: usize = 128;

/// The longest line of which all is read: a message, and before it a time, a name of up to 249 bytes and two numbers.
const LONGEST: usize = LONGEST_LINE + 400;

/// Messages from stdin: a line each, or `[TIME | STREAM | NUMBER] MESSAGE` as SeaStreamer writes them.
pub(super) struct Stdin(Receiver<io::Result<Line>>);

impl Stdin {
    /// # Errors
    /// When there can't be a thread more.
    pub(super) fn open(stream: &StreamKey) -> anyhow::Result<Self> {
        let (lines, receiver) = channel(AHEAD);
        let stream = stream.clone();
        // Detached, because nothing can call it back from stdin: tokio's own stdin would keep the program from ending.
        thread::Builder::new().name("stdin".into()).spawn(move || {
            let mut stdin = io::stdin().lock();
            while let Some(read) = read_line(&mut stdin).transpose() {
                let failed = read.is_err();
                let Some(read) = read.map(|line| for_stream(line, &stream)).transpose() else { continue };
                #[expect(clippy::disallowed_methods, reason = "a thread outside of the runtime")]
                let gone = lines.blocking_send(read).is_err();
                if failed || gone {
                    return;
                }
            }
        })?;
        Ok(Self(receiver))
    }

    /// The lines that are there, at least one; none at the end or at a wish to stop.
    ///
    /// # Errors
    /// When stdin can't be read.
    pub(super) async fn next(&mut self, most: usize, stop: &Stop) -> anyhow::Result<Vec<Incoming>> {
        let mut lines = Vec::new();
        tokio::select! {
            biased;
            () = stop.requested() => {}
            _ = self.0.recv_many(&mut lines, most) => {}
        }
        let incoming = |read: io::Result<Line>| read.map(|line| Incoming { id: String::new(), line });
        lines.into_iter().map(incoming).collect::<Result<_, _>>().context("can't read stdin")
    }
}

/// A line, of which no more than its bounds allow is kept. None at the end.
fn read_line(input: &mut impl BufRead) -> io::Result<Option<Line>> {
    let mut bytes = Vec::new();
    input.take(LONGEST as u64).read_until(b'\n', &mut bytes)?;
    if bytes.is_empty() {
        return Ok(None);
    }
    if bytes.pop_if(|last| *last == b'\n').is_none() && bytes.len() == LONGEST {
        input.skip_until(b'\n')?;
        return Ok(Some(Line::TooLong));
    }
    Ok(Some(Line::Whole(String::from_utf8_lossy(&bytes).into_owned())))
}

/// The message in a line; None where it is for another stream.
fn for_stream(read: Line, stream: &StreamKey) -> Option<Line> {
    let Line::Whole(text) = read else { return Some(read) };
    let Some((head, message)) = text.strip_prefix('[').and_then(|text| text.split_once("] ")) else {
        return Some(line(text.as_bytes()));
    };
    // The time comes first, if at all, and its colons tell it from a name.
    match head.split('|').map(str::trim).find(|part| !part.contains(':')) {
        Some(name) if name != stream.name() => None,
        _ => Some(line(message.as_bytes())),
    }
}

/// Writes answers to stdout, a line each.
///
/// # Errors
/// When stdout can't be written to.
pub(super) async fn write(answers: Vec<String>) -> anyhow::Result<()> {
    let (done, written) = oneshot::channel();
    // Detached like stdin: where nobody reads on, `spawn_blocking` would keep the program from ending.
    thread::Builder::new().name("stdout".into()).spawn(move || done.send(print(answers.join("\n"))))?;
    written.await?
}

#[cfg(test)]
mod tests;
