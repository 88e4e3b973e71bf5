//! A server on loopback whose answers a test makes up, down to the last byte.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use super::HANGING;

/// The server; each request is answered on a thread of its own. It ends with the test's process.
pub struct Server {
    address: SocketAddr,
}

/// The requests to a server that leaves the answers to the test.
pub struct Requests(Receiver<Request>);

/// A request that waits for its answer. Dropping it closes the connection.
pub struct Request {
    /// The request line and the headers, as they came.
    pub head: String,
    socket: TcpStream,
}

impl Server {
    /// Starts a server at a free port of 127.0.0.1.
    ///
    /// # Panics
    /// When there is no such port.
    #[must_use]
    pub fn start(answer: impl Fn(Request) + Send + Sync + 'static) -> Self {
        Self::start_at(Ipv4Addr::LOCALHOST.into(), answer).expect("127.0.0.1 should have a free port")
    }

    /// Starts a server at a free port of 127.0.0.1 that hands its requests over, in the order in which they come.
    ///
    /// # Panics
    /// When there is no such port.
    #[must_use]
    pub fn hand_over() -> (Self, Requests) {
        let (came, requests) = channel();
        let came = Mutex::new(came);
        let server = Self::start(move |request| {
            // Where nobody waits for requests any more, nobody answers them.
            let _ = came.lock().unwrap_or_else(PoisonError::into_inner).send(request);
        });
        (server, Requests(requests))
    }

    /// Starts a server at a free port of `host`.
    ///
    /// # Errors
    /// When there is no such host, or port.
    pub fn start_at(host: IpAddr, answer: impl Fn(Request) + Send + Sync + 'static) -> io::Result<Self> {
        let listener = TcpListener::bind((host, 0))?;
        let address = listener.local_addr()?;
        let answer = Arc::new(answer);
        thread::spawn(move || {
            while let Ok((socket, _)) = listener.accept() {
                let answer = answer.clone();
                thread::spawn(move || {
                    // Who leaves in the middle of a request wants no answer.
                    if let Ok(request) = Request::read(socket) {
                        answer(request);
                    }
                });
            }
        });
        Ok(Self { address })
    }

    /// Where it is: `http://HOST:PORT`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Requests {
    /// Waits for the next one.
    ///
    /// # Panics
    /// When it never comes.
    #[must_use]
    #[track_caller]
    pub fn wait(&self) -> Request {
        self.0.recv_timeout(HANGING).expect("there should be another request")
    }
}

impl Request {
    fn read(mut socket: TcpStream) -> io::Result<Self> {
        let mut head = Vec::new();
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") {
            socket.read_exact(&mut byte)?;
            head.extend(byte);
        }
        let head = String::from_utf8(head).map_err(|error| io::Error::new(ErrorKind::InvalidData, error))?;
        Ok(Self { head, socket })
    }

    /// The path that is asked for.
    #[must_use]
    pub fn path(&self) -> &str {
        self.head.split(' ').nth(1).unwrap_or_default()
    }

    /// Sends these bytes and no others.
    ///
    /// # Errors
    /// When the client has gone.
    pub fn send(&mut self, bytes: impl AsRef<[u8]>) -> io::Result<()> {
        self.socket.write_all(bytes.as_ref())
    }

    /// Sends a whole answer. `status` is what stands in its first line, and there may be headers behind it.
    pub fn answer(mut self, status: &str, body: &str) {
        let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n", body.len());
        let _ = self.send(head + body);
    }

    /// Answers as GitHub does: there is such a repository, and it is described as `about OWNER/NAME`.
    pub fn describe(self) {
        let (_, name) = self.path().split_once("/repos/").unwrap_or_default();
        let body = format!(r#"{{"id": 1, "full_name": "{name}", "description": "about {name}"}}"#);
        self.answer("200 OK", &body);
    }

    /// Says no more, and waits until the client has gone.
    pub fn hold(mut self) {
        while self.socket.read(&mut [0; 64]).is_ok_and(|n| n > 0) {}
        let _ = self.socket.shutdown(Shutdown::Both);
    }
}
