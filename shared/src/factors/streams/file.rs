//! Streams in SeaStreamer's files, which hold any number of them. The parts that it makes its own consumer and producer
//! of are used here: the consumer doesn't tell a file that is cut short from one that has ended, and both mistake a path
//! with a blank in it for another.

use anyhow::{Context, bail};
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
    /// How long the file is, in bytes.
    length: u64,
}

impl FileInput {
    /// # Errors
    /// When there is no such file, or it is none of SeaStreamer's.
    pub(super) async fn open(path: &str, stream: &StreamKey) -> anyhow::Result<Self> {
        let length = fs::metadata(path).await?.len();
        let source = MessageSource::new(FileId::new(path), StreamMode::Replay).await;
        let source = source.map_err(|error| match error {
            FileErr::FormatErr(_) | FileErr::NotEnoughBytes => anyhow::anyhow!("not a file of SeaStreamer's"),
            error => error.into(),
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
            let Some(message) = self.message().await? else { break };
            if message.stream_key() == self.stream {
                messages.push(Incoming { id: String::new(), line: line(message.message().as_bytes()) });
            }
        }
        Ok(messages)
    }

    /// The next message of any stream; None at the end.
    async fn message(&mut self) -> anyhow::Result<Option<OwnedMessage>> {
        let at = self.source.offset();
        match self.source.next().await {
            Ok(found) if is_end_of_stream(&found.message) => Ok(None),
            Ok(found) => Ok(Some(found.message)),
            Err(FileErr::NotEnoughBytes) if at == self.length => Ok(None),
            Err(FileErr::NotEnoughBytes) => bail!("the file ends in the middle of a message, at byte {at}"),
            Err(error) => Err(error).with_context(|| format!("the file is damaged at byte {at}")),
        }
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
    /// # Errors
    /// When there can't be such a file, or there is one already that is none of SeaStreamer's.
    pub(super) async fn open(path: &str, stream: &StreamKey) -> anyhow::Result<Self> {
        let mut next = 0;
        if fs::metadata(path).await.is_ok_and(|file| file.len() > 0) {
            let mut there = FileInput::open(path, stream).await?;
            while let Some(message) = there.message().await? {
                next += u64::from(message.stream_key() == *stream);
            }
        }
        let sink = MessageSink::append(FileId::new(path), DEFAULT_BEACON_INTERVAL, DEFAULT_FILE_SIZE_LIMIT);
        Ok(Self { sink: sink.await?, stream: stream.clone(), next })
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
        write.await.context("can't write the answers to their file")
    }
}
