//! The other end that async-to-sync can have: a stream of messages in place of TCP clients, and a stream for the answers.
//! To the queue and its threads a stream is one client more, which sends very much.

mod bridge;
mod file;
mod input;
mod options;
mod output;
mod redis;
mod stdio;

use std::pin::Pin;
use std::sync::{Mutex, PoisonError};

use tokio::sync::mpsc::Receiver;
use tokio::task::JoinHandle;

use super::server;
use super::{Options, Task};
use crate::shutdown::Stop;
use crate::timeline::{self, Door};
pub(super) use options::{Arguments, Ends, HELP};

/// Where clients come from: over TCP, or a stream as the only one.
pub enum Server {
    /// TCP clients.
    Tcp(server::Server),
    /// A stream.
    Stream {
        /// The stream, until somebody accepts it.
        client: Mutex<Option<StreamClient>>,
        /// The end of all reading and answering.
        ended: JoinHandle<anyhow::Result<()>>,
    },
}

impl Server {
    /// Starts to listen for TCP clients, or to read from the stream that the command line names.
    ///
    /// # Errors
    /// When the address can't be had, or a stream can't be reached.
    pub async fn start(options: &Options, stop: &Stop) -> anyhow::Result<Self> {
        let Some(ends) = &options.ends else {
            return Ok(Self::Tcp(server::Server::start(options, stop).await?));
        };
        let (tasks, ended) = bridge::start(ends, options.faults.clone(), stop).await?;
        let client = Mutex::new(Some(StreamClient { tasks, door: Door::default() }));
        Ok(Self::Stream { client, ended })
    }

    /// The next client; None when the program is asked to stop, or the only one is there already.
    pub async fn accept(&self) -> Option<Client> {
        match self {
            Self::Tcp(server) => server.accept().await.map(Client::Tcp),
            Self::Stream { client, .. } => {
                client.lock().unwrap_or_else(PoisonError::into_inner).take().map(Client::Stream)
            }
        }
    }

    /// Stops listening, at once; the future is the end of the client inside the program, or of the stream.
    ///
    /// # Errors
    /// When that client didn't get all its answers, or a stream broke.
    #[must_use]
    pub fn close(self) -> Pin<Box<dyn Future<Output = anyhow::Result<()>> + Send>> {
        match self {
            Self::Tcp(server) => Box::pin(server.close()),
            Self::Stream { ended, .. } => Box::pin(async { ended.await? }),
        }
    }
}

/// Who sends messages and waits for answers.
pub enum Client {
    /// A TCP connection.
    Tcp(server::Client),
    /// A stream.
    Stream(StreamClient),
}

impl Client {
    /// The next message. None when the client has sent its last, or has gone, or the program is asked to stop.
    pub async fn next(&mut self) -> Option<Task> {
        match self {
            Self::Tcp(client) => client.next().await,
            Self::Stream(client) => client.next().await,
        }
    }

    /// Returns when the client has all its answers, or can't be given them. (A stream's answers are waited for by
    /// [`Server::close`], which also tells what became of them.)
    pub async fn finish(self) {
        match self {
            Self::Tcp(client) => client.finish().await,
            Self::Stream(_) => {}
        }
    }
}

/// The messages of a stream.
pub struct StreamClient {
    tasks: Receiver<(u64, Task)>,
    door: Door,
}

impl StreamClient {
    /// The next message. Those that the stream has handed out already still come after a wish to stop: nobody else
    /// has them.
    async fn next(&mut self) -> Option<Task> {
        self.door.returned();
        let (number, task) = self.tasks.recv().await?;
        timeline::named(number, &task.message);
        self.door.offer(timeline::one(number));
        Some(task)
    }
}
