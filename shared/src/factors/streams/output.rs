//! Where answers go.

use anyhow::Context;

use super::file::FileOutput;
use super::options::{Place, Url};
use super::redis::{Outage, Producer};
use super::stdio;

/// A stream of answers.
pub(super) enum Output {
    Redis(Producer),
    File(FileOutput),
    Stdout,
}

impl Output {
    /// # Errors
    /// When there is no such stream.
    pub(super) async fn open(url: &Url, outage: &Outage) -> anyhow::Result<Self> {
        let opened = match &url.place {
            Place::Redis(info) => Producer::open(info, &url.stream, outage).await.map(Self::Redis),
            Place::File(path) => FileOutput::open(path, &url.stream).await.map(Self::File),
            Place::Stdio => Ok(Self::Stdout),
        };
        opened.with_context(|| format!("can't write to {url}"))
    }

    /// Returns when the answers are in the stream. A server that is away is waited for.
    ///
    /// # Errors
    /// When they can't be written, now or later.
    pub(super) async fn send(&mut self, answers: Vec<String>) -> anyhow::Result<()> {
        match self {
            Self::Redis(producer) => {
                producer.send(&answers).await;
                Ok(())
            }
            Self::File(file) => file.append(answers).await,
            Self::Stdout => stdio::write(answers).await,
        }
    }
}
