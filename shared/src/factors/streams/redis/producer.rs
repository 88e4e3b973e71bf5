//! Answers into a stream, by SeaStreamer's producer.

use std::time::Duration;

use anyhow::Context;
use redis::{ConnectionAddr, ConnectionInfo};
use sea_streamer::redis::{
    RedisConnectOptions, RedisProducer, RedisProducerOptions, RedisResult, RedisStreamer,
};
use sea_streamer::{ConnectOptions, Producer as _, StreamKey, Streamer, StreamerUri};
use tokio::time::{Instant, sleep};

use super::outage::{Outage, Sight};
use super::{PATIENCE, PAUSE};

/// How long an answer may be on its way before we say so: the producer waits for a server without a word.
const SILENCE: Duration = Duration::from_secs(2);

/// Where answers go.
pub(in super::super) struct Producer {
    streamer: RedisStreamer,
    stream: StreamKey,
    sight: Sight,
    /// None after it failed: SeaStreamer's gives up after about two minutes, and then for good.
    producer: Option<RedisProducer>,
}

impl Producer {
    /// # Errors
    /// When the server is away.
    pub(in super::super) async fn open(
        info: &ConnectionInfo,
        stream: &StreamKey,
        outage: &Outage,
    ) -> anyhow::Result<Self> {
        let ConnectionAddr::Tcp(host, port) = &info.addr else { anyhow::bail!("it isn't reached over TCP") };
        let server: StreamerUri = format!("redis://{host}:{port}").parse()?;
        let mut options = RedisConnectOptions::default();
        options.set_timeout(PATIENCE)?;
        options.set_db(u32::try_from(info.redis.db).context("no such database")?);
        options.set_username(info.redis.username.clone());
        options.set_password(info.redis.password.clone());
        let streamer = RedisStreamer::connect(server, options).await?;
        Ok(Self { streamer, stream: stream.clone(), sight: outage.sight(&info.addr), producer: None })
    }

    /// Returns when the answers are in the stream: one that can't be sent is sent again later.
    pub(in super::super) async fn send(&mut self, mut answers: Vec<String>) {
        while let Err(error) = self.try_to_send(&mut answers).await {
            self.producer = None;
            self.sight.away(error);
            sleep(PAUSE).await;
        }
        self.sight.back();
    }

    /// Sends what can be sent, and takes it out of `answers`.
    async fn try_to_send(&mut self, answers: &mut Vec<String>) -> RedisResult<()> {
        let producer = match &mut self.producer {
            Some(producer) => producer,
            None => {
                let options = RedisProducerOptions::default();
                self.producer.insert(self.streamer.create_producer(self.stream.clone(), options).await?)
            }
        };
        let mut sending = Vec::with_capacity(answers.len());
        for answer in answers.iter() {
            sending.push(producer.send(answer.as_str())?);
        }
        let confirmed = async {
            let mut outcome = Ok(());
            let mut confirmed = Vec::with_capacity(sending.len());
            for receipt in sending {
                let receipt = receipt.await;
                confirmed.push(receipt.is_ok());
                outcome = outcome.and(receipt.map(drop));
            }
            (confirmed, outcome)
        };
        tokio::pin!(confirmed);
        let sent = Instant::now();
        let (confirmed, outcome) = loop {
            tokio::select! {
                done = &mut confirmed => break done,
                () = sleep(PAUSE) => {}
            }
            // Together with the others, so that it is back only when it is back for all.
            if self.sight.is_known_to_be_away() || sent.elapsed() > SILENCE {
                self.sight.away("it doesn't confirm the answers");
            }
        };
        let mut confirmed = confirmed.into_iter();
        answers.retain(|_| !confirmed.next().unwrap_or_default());
        outcome
    }
}
