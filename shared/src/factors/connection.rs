//! A TCP connection: lines in, answers out.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, Interest};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::mpsc::Receiver;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::message::{LONGEST_LINE, Line};
use super::reply::Answer;
use super::task::Incoming;
use crate::note;

/// How long a client may take for its answers when the program is about to end.
const PATIENCE: Duration = Duration::from_secs(2);

/// The lines that come in.
pub(super) struct Lines {
    reader: BufReader<OwnedReadHalf>,
    ended: bool,
}

impl Lines {
    pub(super) fn new(socket: OwnedReadHalf) -> Self {
        Self { reader: BufReader::new(socket), ended: false }
    }

    /// The next line, of which no more is kept than its bounds allow. None at the end of the stream.
    pub(super) async fn next(&mut self) -> Option<Incoming> {
        let mut line = Vec::new();
        loop {
            let buffer = self.reader.fill_buf().await.unwrap_or_default();
            self.ended = buffer.is_empty();
            let newline = buffer.iter().position(|&byte| byte == b'\n');
            let part = &buffer[..newline.unwrap_or(buffer.len())];
            let room = LONGEST_LINE + 1 - line.len();
            line.extend_from_slice(&part[..part.len().min(room)]);
            let consumed = part.len() + usize::from(newline.is_some());
            self.reader.consume(consumed);
            if self.ended && line.is_empty() {
                return None;
            }
            if self.ended || newline.is_some() {
                return Some(Incoming { id: String::new(), line: Line::new(&line) });
            }
        }
    }

    /// Reads what still comes in, for a moment, and accepts none of it: closing a socket with something unread in it
    /// makes TCP throw away what the other side hasn't read either.
    pub(super) async fn drain(mut self) {
        let mut scrap = [0; 4096];
        let drain = async { while matches!(self.reader.read(&mut scrap).await, Ok(1..)) {} };
        if !self.ended {
            let _ = timeout(PATIENCE / 4, drain).await;
        }
    }
}

/// Writes a client's answers as they come, those that are waiting in one go; then the end of the stream. When it returns
/// before, because the client is gone, `answers` is dropped: that tells the client's task and the threads.
pub(super) async fn write_answers(
    mut answers: Receiver<Answer>,
    mut socket: OwnedWriteHalf,
    address: SocketAddr,
    token: CancellationToken,
) {
    let mut batch = Vec::new();
    loop {
        tokio::select! {
            count = answers.recv_many(&mut batch, usize::MAX) => if count == 0 { break },
            () = reset(&socket) => return,
        }
        let lines: String = batch.drain(..).map(|(_, done)| format!("{done}\n")).collect();
        let out_of_patience = async {
            token.cancelled().await;
            sleep(PATIENCE).await;
        };
        tokio::select! {
            written = socket.write_all(lines.as_bytes()) => if written.is_err() { return },
            () = out_of_patience => {
                note(format_args!("the client at {address} takes its answers too slowly: the rest is dropped"));
                return;
            }
        }
    }
    let _ = socket.shutdown().await;
}

/// Returns when the client has reset the connection. The end of what it sends is no reset: it may wait for its answers.
async fn reset(socket: &OwnedWriteHalf) {
    if cfg!(unix) {
        let _ = socket.ready(Interest::ERROR).await;
    } else {
        // Windows tells only those who read.
        while socket.as_ref().peek(&mut [0]).await.is_ok() {
            sleep(Duration::from_millis(100)).await;
        }
    }
}
