//! Answers into a stream.

use redis::ConnectionInfo;
use sea_streamer::StreamKey;
use tokio::time::sleep;

use super::link::Link;
use super::outage::{Outage, Sight};
use super::{FIELD, PAUSE, refused};

/// Where answers go.
pub(in super::super) struct Producer {
    link: Link,
    stream: String,
    sight: Sight,
}

impl Producer {
    /// # Errors
    /// When the server is away, or there can't be such a stream.
    pub(in super::super) async fn open(
        info: &ConnectionInfo,
        stream: &StreamKey,
        outage: &Outage,
    ) -> anyhow::Result<Self> {
        let mut link = Link::new(info, None)?;
        let stream = stream.name().to_owned();
        link.ask(redis::pipe().cmd("XLEN").arg(&stream)).await.map_err(refused)?;
        Ok(Self { link, stream, sight: outage.sight(&info.addr) })
    }

    /// Returns when the answers are in the stream: where it isn't certain that they are, they are sent again.
    pub(in super::super) async fn send(&mut self, answers: &[String]) {
        // All or none: a server that is short of memory would take some of them, again each time.
        let mut commands = redis::pipe();
        commands.cmd("MULTI");
        for answer in answers {
            commands.cmd("XADD").arg(&self.stream).arg("*").arg(FIELD).arg(answer);
        }
        commands.cmd("EXEC");
        while let Err(error) = self.link.ask_again(&commands).await {
            self.sight.away(error);
            sleep(PAUSE).await;
        }
        self.sight.back();
    }
}
