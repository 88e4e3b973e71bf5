//! The clients of async-to-sync: more of them than the queue has room for, and all at once.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::engine::cancel::CancellationToken;
use crate::engine::process::RunOutcome;

const CLIENTS: usize = 32;
/// What each of them asks for. Primes take longest: these take from a few milliseconds to a few tens of them.
const NUMBERS: &str = "9999999999971\n99999999999973\n9999999999971\n9999999999971\n\
                       99999999999973\n9999999999971\n99999999999973\n9999999999971\n";

const TICK: Duration = Duration::from_millis(5);

/// An address of this machine at which nothing listens.
pub fn free_address() -> Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
    listener.and_then(|listener| listener.local_addr()).context("no port is free")
}

/// Runs the server, and stops it when the clients have their answers. Also tells how many answers were missing, if any.
pub fn serve(
    address: SocketAddr,
    server: impl FnOnce(&CancellationToken) -> Result<RunOutcome>,
    cancel: &CancellationToken,
) -> Result<(RunOutcome, Option<String>)> {
    let end = CancellationToken::default();
    thread::scope(|scope| {
        let clients = scope.spawn(|| ask(address, &end).unwrap_or_default());
        let answers = scope.spawn(|| {
            while !end.is_cancelled() && !cancel.is_cancelled() && !clients.is_finished() {
                thread::sleep(TICK);
            }
            end.cancel();
            clients.join().unwrap_or_default()
        });
        let outcome = server(&end);
        end.cancel();
        let expected = CLIENTS * NUMBERS.lines().count();
        let missing = expected - answers.join().unwrap_or_default();
        let fault = (missing > 0).then(|| format!("{missing} of {expected} answers are missing"));
        Ok((outcome?, fault))
    })
}

/// Sends all numbers of all clients at once, and counts the answers. Ends at the latest with the server.
fn ask(address: SocketAddr, end: &CancellationToken) -> io::Result<usize> {
    let mut clients = Vec::new();
    while clients.len() < CLIENTS {
        match TcpStream::connect(address) {
            // A port at which nothing listens yet can be given to the very socket that asks for it.
            Ok(mut client) if client.local_addr()? != address => {
                client.write_all(NUMBERS.as_bytes())?;
                client.shutdown(Shutdown::Write)?;
                clients.push(client);
            }
            Err(error) if end.is_cancelled() => return Err(error),
            _ => thread::sleep(TICK),
        }
    }
    // So few answers wait in the sockets' buffers for their turn.
    let answers = clients.into_iter().flat_map(|client| BufReader::new(client).lines().map_while(Result::ok));
    Ok(answers.filter(|answer| !answer.starts_with("error")).count())
}
