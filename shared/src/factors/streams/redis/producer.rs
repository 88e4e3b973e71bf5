//! Answers into a stream.

use redis::{ConnectionInfo, Pipeline, pipe};

use super::connection::{Connection, Health};
use super::entries::FIELD;

/// Where answers go.
pub(in super::super) struct Producer {
    connection: Connection,
    stream: String,
}

impl Producer {
    /// # Errors
    /// When the server is away, or there can't be such a stream.
    pub(in super::super) async fn open(
        info: &ConnectionInfo,
        stream: &str,
        health: &Health,
    ) -> anyhow::Result<Self> {
        let mut connection = Connection::new(info, None, health)?;
        connection.ask::<()>(Pipeline::new().xlen(stream)).await?;
        Ok(Self { connection, stream: stream.to_owned() })
    }

    /// Returns when the answers are in the stream: where it isn't certain that they are, they are sent again.
    pub(in super::super) async fn send(&mut self, answers: &[String]) {
        // All or none: a server that is short of memory would take some of them, again each time.
        let mut commands = pipe().atomic().to_owned();
        for answer in answers {
            commands.xadd(&self.stream, "*", &[(FIELD, answer)]);
        }
        self.connection.insist(&commands).await;
    }
}
