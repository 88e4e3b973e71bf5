//! A connection that is made again when it is needed.

use redis::aio::MultiplexedConnection;
use redis::{Client, ConnectionInfo, Pipeline, RedisResult, Value};

use super::PATIENCE;

/// A group of consumers of a stream, and one of them.
#[derive(Clone)]
pub(super) struct Consumer {
    pub(super) stream: String,
    pub(super) group: &'static str,
    pub(super) name: String,
}

/// A connection to a server.
pub(super) struct Link {
    client: Client,
    /// Whose group has to be there, if anybody's.
    consumer: Option<Consumer>,
    connection: Option<MultiplexedConnection>,
}

impl Link {
    /// # Errors
    /// When the address makes no sense.
    pub(super) fn new(info: &ConnectionInfo, consumer: Option<&Consumer>) -> RedisResult<Self> {
        Ok(Self { client: Client::open(info.clone())?, consumer: consumer.cloned(), connection: None })
    }

    /// Gives the server these commands, once it is connected and has the group. Returns the answer to the last.
    ///
    /// # Errors
    /// When it is away or says no to one of them. The next commands find a new connection.
    pub(super) async fn ask(&mut self, commands: &Pipeline) -> RedisResult<Value> {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.connect().await?,
        };
        let count = commands.cmd_iter().count();
        let mut answers = connection.send_packed_commands(commands, 0, count).await?;
        self.connection = Some(connection);
        Ok(answers.pop().unwrap_or(Value::Nil))
    }

    /// Like [`Self::ask`]; but a connection that has broken since the last commands doesn't count, as long as a new one
    /// can be had.
    ///
    /// # Errors
    /// When the server is away or says no.
    pub(super) async fn ask_again(&mut self, commands: &Pipeline) -> RedisResult<Value> {
        let had_one = self.connection.is_some();
        match self.ask(commands).await {
            Err(error) if had_one && !error.is_timeout() => self.ask(commands).await,
            answer => answer,
        }
    }

    async fn connect(&self) -> RedisResult<MultiplexedConnection> {
        // The shorter time for a connection: one that is made without an answer from the server looks like any other.
        let connecting =
            self.client.get_multiplexed_tokio_connection_with_response_timeouts(PATIENCE, PATIENCE / 2);
        let mut connection = connecting.await?;
        let Some(Consumer { stream, group, .. }) = &self.consumer else { return Ok(connection) };
        // From the beginning of the stream: what was sent before anybody read is wanted too.
        let create = redis::cmd("XGROUP").arg(&["CREATE", stream, group, "0", "MKSTREAM"]).to_owned();
        match connection.send_packed_command(&create).await {
            Err(error) if error.code() != Some("BUSYGROUP") => Err(error),
            // It is there already: others have come first.
            _ => Ok(connection),
        }
    }
}
