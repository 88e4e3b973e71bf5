//! The async side's connections: lines in, answers out.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use std::{mem, thread};

use anyhow::Context;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use super::message::{Done, Faults, LONGEST_LINE, Line, Message, Reply, Task};
use super::{Options, builtin, client};
use crate::note;
use crate::shutdown::Stop;
use crate::timeline::{self, Door};

/// How many messages of one client may be under way. It bounds the memory that a client takes which doesn't read its
/// answers, and how long the others wait behind one that sends nothing but expensive numbers: so it is small.
const UNDER_WAY: usize = 8;

/// How long a client may take for its answers when the program is about to end.
const PATIENCE: Duration = Duration::from_secs(2);

/// Listens for clients.
pub struct Server {
    listener: TcpListener,
    stop: Stop,
    accepted: Arc<AtomicUsize>,
    faults: Arc<Faults>,
    /// The client inside the program.
    builtin: Option<JoinHandle<anyhow::Result<()>>>,
}

impl Server {
    /// Starts to listen where the command line says, or else at a free port of 127.0.0.1, with a client of its own
    /// that asks to stop when it has all its answers.
    ///
    /// # Errors
    /// When the address can't be had.
    pub async fn start(options: &Options, stop: &Stop) -> anyhow::Result<Self> {
        let address = options.listen.unwrap_or_else(|| SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
        let listener =
            TcpListener::bind(address).await.with_context(|| format!("can't listen at {address}"))?;
        let address = listener.local_addr()?;
        let builtin = match options.listen {
            Some(_) => {
                note(format_args!("Listening at {address}: a number a line. Ctrl-C ends."));
                None
            }
            None => {
                let stop = stop.clone();
                Some(tokio::spawn(async move {
                    let outcome = client::ask(address, &builtin::NUMBERS).await;
                    if stop.is_requested() {
                        return Ok(()); // it was cut short: what isn't accepted any more isn't owed an answer
                    }
                    stop.request();
                    outcome
                }))
            }
        };
        let (accepted, faults) = (Arc::default(), Arc::new(options.faults.clone()));
        Ok(Self { listener, stop: stop.clone(), accepted, faults, builtin })
    }

    /// The next client; None when the program is asked to stop.
    pub async fn accept(&self) -> Option<Client> {
        let mut refused = false;
        loop {
            let accepted = tokio::select! {
                () = self.stop.requested() => return None,
                accepted = self.listener.accept() => accepted,
            };
            match accepted {
                Ok((socket, address)) => return Some(Client::new(socket, address, self)),
                Err(error) => {
                    // Out of file descriptors, as a rule: it passes when clients leave. Trying again at once would
                    // only keep a core busy.
                    if !mem::replace(&mut refused, true) {
                        // By a thread of its own: a stderr that is stuck must not keep anybody from being served.
                        let say = move || note(format_args!("can't accept a client for now: {error}"));
                        let _ = thread::Builder::new().spawn(say);
                    }
                    sleep(Duration::from_millis(100)).await;
                }
            }
        }
    }

    /// Stops listening, at once; the future is the end of the client inside the program, if there is one.
    ///
    /// # Errors
    /// When that client didn't get all its answers.
    pub fn close(self) -> impl Future<Output = anyhow::Result<()>> {
        let Self { listener, builtin, .. } = self;
        drop(listener);
        async {
            match builtin {
                Some(client) => client.await?,
                None => Ok(()),
            }
        }
    }
}

/// A client's connection.
pub struct Client {
    lines: BufReader<OwnedReadHalf>,
    answers: Sender<Done>,
    writer: JoinHandle<()>,
    stop: Stop,
    accepted: Arc<AtomicUsize>,
    faults: Arc<Faults>,
    ended: bool,
    door: Door,
}

impl Client {
    fn new(socket: TcpStream, address: SocketAddr, server: &Server) -> Self {
        let (read, write) = socket.into_split();
        let (answers, receiver) = channel(UNDER_WAY);
        Self {
            lines: BufReader::new(read),
            answers,
            writer: tokio::spawn(write_answers(receiver, write, address, server.stop.clone())),
            stop: server.stop.clone(),
            accepted: server.accepted.clone(),
            faults: server.faults.clone(),
            ended: false,
            door: Door::default(),
        }
    }

    /// The next message. None when the client has sent its last, or has gone, or the program is asked to stop.
    pub async fn next(&mut self) -> Option<Task> {
        self.door.returned();
        let stop = self.stop.clone();
        tokio::select! {
            biased;
            () = stop.requested() => None,
            task = self.read() => task,
        }
    }

    async fn read(&mut self) -> Option<Task> {
        // First a place for the answer, then the message.
        let place = self.answers.clone().reserve_owned().await.ok()?;
        let line = self.read_line().await?;
        let number = self.accepted.fetch_add(1, Ordering::Relaxed);
        let message = Message::new(number, line, self.faults.at(number));
        timeline::named(number as u64, &message);
        self.door.offer(timeline::one(number as u64));
        let reply = Reply::new(self.answers.clone(), place, &message);
        Some(Task { message, reply })
    }

    /// A line, of which no more than its bounds allow is kept. None at the end of the stream.
    async fn read_line(&mut self) -> Option<Line> {
        let mut line = Vec::new();
        let mut too_long = false;
        loop {
            let buffer = self.lines.fill_buf().await.unwrap_or_default();
            if buffer.is_empty() {
                self.ended = true;
                if line.is_empty() && !too_long {
                    return None;
                }
                break;
            }
            let newline = buffer.iter().position(|&byte| byte == b'\n');
            let part = &buffer[..newline.unwrap_or(buffer.len())];
            too_long |= line.len() + part.len() > LONGEST_LINE;
            if !too_long {
                line.extend_from_slice(part);
            }
            let consumed = part.len() + usize::from(newline.is_some());
            self.lines.consume(consumed);
            if newline.is_some() {
                break;
            }
        }
        Some(if too_long { Line::TooLong } else { Line::Whole(String::from_utf8_lossy(&line).into_owned()) })
    }

    /// Returns when the client has all its answers, or can't be given them.
    pub async fn finish(mut self) {
        drop(self.answers);
        let _ = self.writer.await;
        if !self.ended {
            // Closing a socket with something unread in it makes TCP throw away what the other side hasn't read
            // either. So what still comes in is read, for a moment, and not accepted.
            let mut scrap = [0; 4096];
            let drain = async { while matches!(self.lines.read(&mut scrap).await, Ok(1..)) {} };
            let _ = timeout(PATIENCE / 4, drain).await;
        }
    }
}

/// Writes a client's answers as they come, those that are waiting in one go; then the end of the stream.
async fn write_answers(
    mut answers: Receiver<Done>,
    mut socket: OwnedWriteHalf,
    address: SocketAddr,
    stop: Stop,
) {
    let mut batch = Vec::with_capacity(UNDER_WAY);
    while answers.recv_many(&mut batch, UNDER_WAY).await > 0 {
        let lines: String = batch.drain(..).map(|done| format!("{done}\n")).collect();
        let out_of_patience = async {
            stop.requested().await;
            sleep(PATIENCE).await;
        };
        tokio::select! {
            // Dropping `answers` tells the threads that nobody wants the rest.
            written = socket.write_all(lines.as_bytes()) => if written.is_err() { return },
            () = out_of_patience => {
                note(format_args!("the client at {address} takes its answers too slowly: the rest is dropped"));
                return;
            }
        }
    }
    let _ = socket.shutdown().await;
}
