//! stdin and stdout as streams.

use std::io::{self, BufRead, Read};
use std::thread;

use anyhow::Context;
use tokio::sync::mpsc::{Receiver, channel};
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

use crate::factors::message::{LONGEST_LINE, Line};
use crate::factors::task::Incoming;
use crate::lines::print_or_exit;

/// How many lines may wait to be taken.
const AHEAD: usize = 128;

/// The longest line of which all is read: a message, and before it a time, a name of up to 249 bytes and two numbers.
const LONGEST: usize = LONGEST_LINE + 400;

/// Messages from stdin: a line each, or `[TIME | STREAM | NUMBER] MESSAGE` as SeaStreamer writes them.
pub(super) struct Stdin(Receiver<io::Result<Line>>);

impl Stdin {
    /// # Errors
    /// When there can't be a thread more.
    pub(super) fn open(stream: &str) -> anyhow::Result<Self> {
        let (sender, receiver) = channel(AHEAD);
        let stream = stream.to_owned();
        // Detached, because nothing can call it back from stdin: tokio's own stdin would keep the program from ending.
        thread::Builder::new().name("stdin".into()).spawn(move || {
            #[expect(clippy::disallowed_methods, reason = "a thread outside of the runtime")]
            let mut stdin = io::stdin().lock();
            while let Some(line) = read_line(&mut stdin, &stream).transpose() {
                let failed = line.is_err();
                #[expect(clippy::disallowed_methods, reason = "a thread outside of the runtime")]
                let gone = sender.blocking_send(line).is_err();
                if failed || gone {
                    return;
                }
            }
        })?;
        Ok(Self(receiver))
    }

    /// The lines that are there, at least one; none at the end, or when the program is asked to stop.
    ///
    /// # Errors
    /// When stdin can't be read.
    pub(super) async fn next(
        &mut self,
        most: usize,
        token: &CancellationToken,
    ) -> anyhow::Result<Vec<Incoming>> {
        let mut lines = Vec::new();
        let _ = token.run_until_cancelled(self.0.recv_many(&mut lines, most)).await;
        let incoming = |line: io::Result<Line>| line.map(|line| Incoming { id: String::new(), line });
        lines.into_iter().map(incoming).collect::<Result<_, _>>().context("can't read stdin")
    }
}

/// The next message for this stream, of which no more than its bounds allow is kept. None at the end.
fn read_line(input: &mut impl BufRead, stream: &str) -> io::Result<Option<Line>> {
    loop {
        let mut bytes = Vec::new();
        input.take(LONGEST as u64).read_until(b'\n', &mut bytes)?;
        if bytes.is_empty() {
            return Ok(None);
        }
        if bytes.pop_if(|last| *last == b'\n').is_none() && bytes.len() == LONGEST {
            input.skip_until(b'\n')?;
            return Ok(Some(Line::TooLong));
        }
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, message)) = text.strip_prefix('[').and_then(|text| text.split_once("] ")) else {
            return Ok(Some(Line::new(&bytes)));
        };
        // The time comes first, if at all, and its colons tell it from a name.
        let name = head.split('|').map(str::trim).find(|part| !part.contains(':'));
        if name.is_none_or(|name| name == stream) {
            return Ok(Some(Line::new(message.as_bytes())));
        }
    }
}

/// Writes answers to stdout, a line each.
///
/// # Errors
/// When stdout can't be written to.
pub(super) async fn write(answers: Vec<String>) -> anyhow::Result<()> {
    let (done, written) = oneshot::channel();
    // Detached like stdin: where nobody reads on, `spawn_blocking` would keep the program from ending.
    thread::Builder::new()
        .name("stdout".into())
        .spawn(move || done.send(print_or_exit(answers.join("\n"))))?;
    written.await?
}

#[cfg(test)]
mod tests;
