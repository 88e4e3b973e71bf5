//! A connection that is made again when it is needed, and a server that is away: reported once, however many
//! connections notice, and once more when all of them are back.

use std::mem;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{
    AsyncConnectionConfig, Client, ConnectionInfo, FromRedisValue, Pipeline, RedisError, RedisResult,
};
use tokio::time::sleep;

use crate::note;

/// What all copies of the program are to the server, together.
pub(super) const GROUP: &str = "async-to-sync";

/// How long a server may take for an answer; half of it, to let us in.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long to wait before a server that is away is tried again.
const PAUSE: Duration = Duration::from_millis(250);

/// How many of the connections to a server find it away.
#[derive(Clone, Default)]
pub(in super::super) struct Health(Arc<AtomicUsize>);

/// A connection to a server.
pub(super) struct Connection {
    client: Client,
    /// The stream in which the group has to be there, if any.
    stream: Option<String>,
    open: Option<MultiplexedConnection>,
    health: Health,
    is_away: bool,
}

impl Connection {
    /// # Errors
    /// When the address makes no sense.
    pub(super) fn new(info: &ConnectionInfo, stream: Option<&str>, health: &Health) -> RedisResult<Self> {
        let (client, stream) = (Client::open(info.clone())?, stream.map(str::to_owned));
        Ok(Self { client, stream, open: None, health: health.clone(), is_away: false })
    }

    /// Asks, once the server is connected and has the group. A connection that has broken since the last time doesn't
    /// count, as long as a new one can be had.
    ///
    /// # Errors
    /// When the server is away or says no.
    pub(super) async fn ask<T: FromRedisValue>(&mut self, commands: &Pipeline) -> RedisResult<T> {
        let was_open = self.open.is_some();
        match self.ask_once(commands).await {
            Err(error) if was_open && !error.is_timeout() => self.ask_once(commands).await,
            answer => answer,
        }
    }

    /// Asks. A failure is reported, and there is a pause before the next attempt.
    pub(super) async fn attempt<T: FromRedisValue>(&mut self, commands: &Pipeline) -> Option<T> {
        let answer = self.ask(commands).await;
        self.report(answer.as_ref().err());
        if answer.is_err() {
            sleep(PAUSE).await;
        }
        answer.ok()
    }

    /// Asks until the server has done it.
    pub(super) async fn insist(&mut self, commands: &Pipeline) {
        while self.attempt::<()>(commands).await.is_none() {}
    }

    async fn ask_once<T: FromRedisValue>(&mut self, commands: &Pipeline) -> RedisResult<T> {
        let mut connection = match self.open.take() {
            Some(connection) => connection,
            None => self.connect().await?,
        };
        let answer = commands.query_async(&mut connection).await.map_err(first)?;
        self.open = Some(connection);
        Ok(answer)
    }

    async fn connect(&self) -> RedisResult<MultiplexedConnection> {
        // The shorter time for a connection: one that is made without an answer from the server looks like any other.
        let config = AsyncConnectionConfig::new()
            .set_response_timeout(Some(PATIENCE))
            .set_connection_timeout(Some(PATIENCE / 2));
        let mut connection = self.client.get_multiplexed_async_connection_with_config(&config).await?;
        let Some(stream) = &self.stream else { return Ok(connection) };
        // From the beginning of the stream: what was sent before anybody read is wanted too.
        let create = Pipeline::new().xgroup_create_mkstream(stream, GROUP, "0").to_owned();
        match create.query_async::<()>(&mut connection).await.map_err(first) {
            Err(error) if error.code() != Some("BUSYGROUP") => Err(error),
            // It is there already: others have come first.
            _ => Ok(connection),
        }
    }

    fn report(&mut self, failure: Option<&RedisError>) {
        let was_away = mem::replace(&mut self.is_away, failure.is_some());
        let (server, away) = (self.client.get_connection_info().addr(), &self.health.0);
        match failure {
            Some(why) if !was_away && away.fetch_add(1, Ordering::Relaxed) == 0 => {
                note(format_args!("Waiting for {server}: {why}"));
            }
            None if was_away && away.fetch_sub(1, Ordering::Relaxed) == 1 => {
                note(format_args!("{server} is back."));
            }
            _ => {}
        }
    }
}

/// The first error of a pipeline: one is enough to tell what is wrong.
fn first(error: RedisError) -> RedisError {
    match error.clone().into_server_errors().as_deref() {
        Some([(_, first), ..]) => first.clone().into(),
        _ => error,
    }
}
