//! A connection that is made again when it is needed.

use redis::aio::MultiplexedConnection;
use redis::{Client, Cmd, ConnectionInfo, RedisResult, Value};

use super::PATIENCE;

/// A group of consumers of a stream, and one of them.
#[derive(Clone)]
pub(super) struct Consumer {
    pub(super) stream: String,
    pub(super) group: &'static str,
    pub(super) name: String,
}

/// A connection to the server on which a group is.
pub(super) struct Link {
    client: Client,
    consumer: Consumer,
    connection: Option<MultiplexedConnection>,
}

impl Link {
    /// # Errors
    /// When the address makes no sense.
    pub(super) fn new(info: &ConnectionInfo, consumer: &Consumer) -> RedisResult<Self> {
        Ok(Self { client: Client::open(info.clone())?, consumer: consumer.clone(), connection: None })
    }

    /// Asks the server, once it is connected and has the group.
    ///
    /// # Errors
    /// When it is away or says no. The next question finds a new connection.
    pub(super) async fn ask(&mut self, command: &Cmd) -> RedisResult<Value> {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.connect().await?,
        };
        let answer = connection.send_packed_command(command).await?;
        self.connection = Some(connection);
        Ok(answer)
    }

    /// Like [`Self::ask`]; but a connection that has broken since the last question doesn't count, as long as a new one
    /// can be had.
    ///
    /// # Errors
    /// When the server is away or says no.
    pub(super) async fn ask_again(&mut self, command: &Cmd) -> RedisResult<Value> {
        let had_one = self.connection.is_some();
        match self.ask(command).await {
            Err(error) if had_one && !error.is_timeout() => self.ask(command).await,
            answer => answer,
        }
    }

    async fn connect(&self) -> RedisResult<MultiplexedConnection> {
        let connecting =
            self.client.get_multiplexed_tokio_connection_with_response_timeouts(PATIENCE, PATIENCE);
        let mut connection = connecting.await?;
        let Consumer { stream, group, .. } = &self.consumer;
        // From the beginning of the stream: what was sent before anybody read is wanted too.
        let create = redis::cmd("XGROUP").arg(&["CREATE", stream, group, "0", "MKSTREAM"]).to_owned();
        match connection.send_packed_command(&create).await {
            Err(error) if error.code() != Some("BUSYGROUP") => Err(error),
            // It is there already: others have come first.
            _ => Ok(connection),
        }
    }
}
