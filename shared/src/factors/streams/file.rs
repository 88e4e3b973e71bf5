//! Streams in SeaStreamer's files, which hold any number of them. The parts that it makes its own consumer and producer
//! of are used here: the consumer doesn't tell a file that is cut short from one that has ended, and both mistake a path
//! with a blank in it for another.

use anyhow::{Context, anyhow, bail};
use sea_streamer::file::{
    DEFAULT_BEACON_INTERVAL, DEFAULT_FILE_SIZE_LIMIT, FileErr, FileId, MessageSink, MessageSource,
    StreamMode, is_end_of_stream,
};
use sea_streamer::{Buffer, Message, MessageHeader, OwnedMessage, ShardId, StreamKey, Timestamp};
use tokio::fs;

use super::input::{Incoming, line};
use crate::shutdown::Stop;

/// Messages from a file, from its beginning to its end.
pub(super) struct FileInput {
    source: MessageSource,
    stream: StreamKey,
    /// How long the file was at first, in bytes: behind that may be our own answers.
    length: u64,
}

impl FileInput {
    /// # Errors
    /// When there is no such file, or it is none of SeaStreamer's.
    pub(super) async fn open(path: &str, stream: &StreamKey) -> anyhow::Result<Self> {
        let length = fs::metadata(path).await?.len();
        let source = MessageSource::new(FileId::new(path), StreamMode::Replay).await;
        let source = source.map_err(|error| match error {
            FileErr::FormatErr(_) | FileErr::NotEnoughBytes => anyhow!("not a file of SeaStreamer's"),
            error => reason(error),
        })?;
        Ok(Self { source, stream: stream.clone(), length })
    }

    /// The next messages of the stream; none at the end or at a wish to stop.
    ///
    /// # Errors
    /// When the file can't be read, or isn't whole.
    pub(super) async fn next(&mut self, most: usize, stop: &Stop) -> anyhow::Result<Vec<Incoming>> {
        let mut messages = Vec::new();
        while messages.len() < most && !stop.is_requested() {
            match self.message().await? {
                Found::Message(message) if message.stream_key() == self.stream => {
                    messages.push(Incoming { id: String::new(), line: line(message.message().as_bytes()) });
                }
                Found::Message(_) => {}
                Found::End => break,
                Found::Fragment(at) => bail!("the file ends in the middle of a message, at byte {at}"),
            }
        }
        Ok(messages)
    }

    /// What comes next, of any stream.
    async fn message(&mut self) -> anyhow::Result<Found> {
        let at = self.source.offset();
        if at >= self.length {
            return Ok(Found::End);
        }
        match self.source.next().await {
            Ok(found) if is_end_of_stream(&found.message) => Ok(Found::End),
            Ok(found) => Ok(Found::Message(found.message)),
            Err(FileErr::NotEnoughBytes) => Ok(Found::Fragment(at)),
            Err(error) => Err(reason(error)).with_context(|| format!("the file is damaged at byte {at}")),
        }
    }
}

/// What comes next in a file.
enum Found {
    Message(OwnedMessage),
    End,
    /// A message that is cut short, and where it begins.
    Fragment(u64),
}

/// What went wrong, without the words around it that say the same.
fn reason(error: FileErr) -> anyhow::Error {
    match error {
        FileErr::IoError(error) => error.into(),
        error => error.into(),
    }
}

/// Answers into a file, after what it holds already.
pub(super) struct FileOutput {
    sink: MessageSink,
    stream: StreamKey,
    /// The number of the next answer in its stream.
    next: u64,
}

impl FileOutput {
    /// An answer that is cut short at the end of the file is taken away: whoever wrote it was killed, and hasn't
    /// acknowledged what it is the answer to.
    ///
    /// # Errors
    /// When there can't be such a file, or there is one already that is none of SeaStreamer's.
    pub(super) async fn open(path: &str, stream: &StreamKey) -> anyhow::Result<Self> {
        let mut next = 0;
        if fs::metadata(path).await.is_ok_and(|file| file.len() > 0) {
            let mut there = FileInput::open(path, stream).await?;
            loop {
                match there.message().await? {
                    Found::Message(message) => next += u64::from(message.stream_key() == *stream),
                    Found::End => break,
                    Found::Fragment(at) => {
                        fs::OpenOptions::new().write(true).open(path).await?.set_len(at).await?;
                        break;
                    }
                }
            }
        }
        let sink = MessageSink::append(FileId::new(path), DEFAULT_BEACON_INTERVAL, DEFAULT_FILE_SIZE_LIMIT);
        Ok(Self { sink: sink.await.map_err(reason)?, stream: stream.clone(), next })
    }

    /// Returns when the answers are in the file.
    ///
    /// # Errors
    /// When they can't be written.
    pub(super) async fn append(&mut self, answers: Vec<String>) -> anyhow::Result<()> {
        let write = async {
            for answer in answers {
                let stream = self.stream.clone();
                let header = MessageHeader::new(stream, ShardId::new(0), self.next, Timestamp::now_utc());
                self.sink.write(OwnedMessage::new(header, answer.into_bytes()))?;
                self.next += 1;
            }
            self.sink.flush().await
        };
        write.await.map_err(reason).context("can't write the answers to their file")
    }
}
