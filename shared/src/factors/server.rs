//! Where clients come from.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use std::{io, mem, thread};

use anyhow::Context;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::mpsc::channel;
use tokio::task::JoinHandle;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::client::{Client, Input};
use super::connection::{Lines, write_answers};
use super::options::Options;
use super::task::Intake;
use super::{builtin, streams};
use crate::note;

/// How many messages of one TCP client may be in flight. It bounds the memory that a client takes which doesn't read its
/// answers, and how long the others wait behind one that sends nothing but expensive numbers: so it is small.
const IN_FLIGHT: usize = 8;

/// How many may have connected and not be accepted yet. The system lowers it to its own limit: on Linux that is
/// `net.core.somaxconn`, 4096 by default.
const BACKLOG: u32 = 65_535;

/// Listens for TCP clients, or has a stream as its only one.
pub struct Server {
    /// None where there are no more clients to come.
    listener: Option<TcpListener>,
    stream: Option<Client>,
    /// The client inside the program, or what delivers the answers to a stream.
    end: Option<JoinHandle<anyhow::Result<()>>>,
    intake: Arc<Intake>,
    token: CancellationToken,
}

impl Server {
    /// Opens the streams that the command line names; or starts to listen where it says, or else at a free port of
    /// 127.0.0.1, with a client of its own that cancels `token` when it has all its answers.
    ///
    /// # Errors
    /// When the address can't be had, or a stream can't be reached.
    pub async fn start(options: &Options, token: &CancellationToken) -> anyhow::Result<Self> {
        let intake = Arc::new(Intake::new(&options.faults));
        let (listener, stream, end) = (None, None, None);
        let mut server = Self { listener, stream, end, intake: intake.clone(), token: token.clone() };
        if let Some(endpoints) = &options.endpoints {
            let (input, answers, delivery) = streams::start(endpoints, token).await?;
            let (input, token) = (Input::Stream(input), token.clone());
            server.stream = Some(Client { input, answers, writer: None, intake, token });
            server.end = Some(delivery);
            return Ok(server);
        }
        let address = options.listen.unwrap_or_else(|| SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
        let listener = listen(address).with_context(|| format!("can't listen at {address}"))?;
        let address = listener.local_addr()?;
        server.listener = Some(listener);
        if options.listen.is_some() {
            note(format_args!("Listening at {address}: a number a line. Ctrl-C ends."));
        } else {
            server.end = Some(tokio::spawn(builtin::run(address, token.clone())));
        }
        Ok(server)
    }

    /// The next client. None when there are no more, or the program is asked to stop: then it doesn't listen any longer.
    pub async fn accept(&mut self) -> Option<Client> {
        if let Some(client) = self.stream.take() {
            return Some(client);
        }
        let mut refused = false;
        loop {
            let accepted = self.token.run_until_cancelled(self.listener.as_ref()?.accept()).await;
            match accepted {
                Some(Ok((socket, address))) => return Some(self.connected(socket, address)),
                Some(Err(error)) => {
                    // Out of file descriptors, as a rule: it passes when clients leave. Trying again at once would
                    // only keep a core busy.
                    if !mem::replace(&mut refused, true) {
                        report(error);
                    }
                    sleep(Duration::from_millis(100)).await;
                }
                None => self.listener = None,
            }
        }
    }

    fn connected(&self, socket: TcpStream, address: SocketAddr) -> Client {
        let (read, write) = socket.into_split();
        let (answers, receiver) = channel(IN_FLIGHT);
        Client {
            input: Input::Tcp(Lines::new(read)),
            answers,
            writer: Some(tokio::spawn(write_answers(receiver, write, address, self.token.clone()))),
            intake: self.intake.clone(),
            token: self.token.clone(),
        }
    }

    /// Waits for the client inside the program, or for what delivers the answers to a stream.
    ///
    /// # Errors
    /// When that client didn't get all its answers, or a stream broke.
    pub async fn finish(self) -> anyhow::Result<()> {
        match self.end {
            Some(end) => end.await?,
            None => Ok(()),
        }
    }
}

/// Like [`TcpListener::bind`], which has no more room than for 1024 that connect at the same moment: of those beyond, the
/// system resets some.
fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // Elsewhere this means that a new program need not wait for what is left of the connections of the last one. On
    // Windows it would let two listen at the same address.
    socket.set_reuseaddr(cfg!(not(windows)))?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// By a thread of its own: a stderr that is stuck must not keep anybody from being served.
fn report(error: io::Error) {
    let _ =
        thread::Builder::new().spawn(move || note(format_args!("can't accept a client for now: {error}")));
}
