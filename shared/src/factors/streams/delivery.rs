//! The way of the answers: delivered, and only then are their messages acknowledged.

use std::time::Duration;

use anyhow::bail;
use tokio::sync::mpsc::Receiver;
use tokio::sync::oneshot;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::endpoints::{Backend, Url};
use super::redis::{Acks, Health, Producer};
use super::stdio;
use crate::factors::reply::Answer;
use crate::note;

/// How long answers may take to be delivered when the program is about to end.
const PATIENCE: Duration = Duration::from_secs(5);

/// Where answers go.
pub(super) enum Output {
    Redis(Box<Producer>),
    Stdout,
}

impl Output {
    /// # Errors
    /// When there is no such stream.
    pub(super) async fn open(url: &Url, health: &Health) -> anyhow::Result<Self> {
        Ok(match &url.backend {
            Backend::Redis(info) => Self::Redis(Box::new(Producer::open(info, &url.stream, health).await?)),
            Backend::Stdio => Self::Stdout,
        })
    }
}

/// What is on its way back.
pub(super) struct Delivery {
    pub(super) answers: Receiver<Answer>,
    pub(super) output: Output,
    pub(super) acks: Option<Acks>,
    /// Why the messages couldn't be read, if so.
    pub(super) failed: oneshot::Receiver<anyhow::Error>,
}

impl Delivery {
    /// Delivers answers as they come, those that are waiting in one go, and acknowledges what they are the answers to:
    /// never earlier, so that nothing is lost, whenever the program should be killed.
    ///
    /// # Errors
    /// When answers can't be delivered, or messages couldn't be read.
    pub(super) async fn run(mut self, token: CancellationToken) -> anyhow::Result<()> {
        // When answers can't be delivered, there is no use in reading on.
        let _stop = token.clone().drop_guard();
        let mut total = 0;
        let mut batch = Vec::new();
        while self.answers.recv_many(&mut batch, usize::MAX).await > 0 {
            total += batch.len();
            let answers = batch.drain(..).map(|(id, done)| (id, done.to_string()));
            let (ids, lines): (Vec<_>, Vec<_>) = answers.unzip();
            let delivering = async {
                match &mut self.output {
                    Output::Redis(producer) => producer.send(&lines).await,
                    Output::Stdout => stdio::write(lines).await?,
                }
                if let Some(acks) = &self.acks {
                    acks.acknowledge(&ids).await;
                }
                anyhow::Ok(())
            };
            let out_of_patience = async {
                token.cancelled().await;
                sleep(PATIENCE).await;
            };
            tokio::select! {
                delivered = delivering => delivered?,
                () = out_of_patience => bail!(
                    "the last answers can't be delivered: what isn't acknowledged stays in its stream and will come again"
                ),
            }
        }
        if let Some(acks) = &self.acks {
            acks.leave().await;
        }
        note(format_args!("Messages answered: {total}."));
        self.failed.await.map_or(Ok(()), Err)
    }
}
