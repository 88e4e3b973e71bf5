//! The command line of async-to-sync.

use std::net::SocketAddr;

use lexopt::prelude::*;

use super::builtin::NUMBERS;
use super::message::Faults;
use super::streams::{Arguments, Endpoints, HELP as STREAMS};
use crate::args;

const HELP: &str = "
Takes numbers apart into their prime factors. Async code receives them over TCP, a line each, and passes them to
threads, which do the blocking work; the answers go back over the same connection, in the order in which they are
found. Without --listen the program is its own client: it sends itself 20 numbers and prints the answers.

Usage: async-to-sync [OPTIONS]

  --listen ADDR  serve at this address, such as 127.0.0.1:7000, until Ctrl-C or SIGTERM
  --threads N    how many threads do the work, 1 to 256 [default: 4]
  --capacity N   how many numbers may wait for a thread; 0 makes it a rendezvous [default: 1024]
  --panic-at N   let `process` panic at message N, counted from 0; may be given more than once
  --die-at N     let the whole thread die at message N; may be given more than once
  -h, --help     show this

Answers: `91 = 7 x 13`, `97 is prime`, or `error: ...` for a line that isn't a number from 2 to 18446744073709551615.
Ctrl-C answers what was accepted and ends; a second one ends at once, with status 130.
Exit status: 0 all that was accepted is answered (or its client didn't take the answer), 1 a thread died or something
failed (stderr says what and why), 2 wrong use.
";

/// What the command line asks for.
pub struct Options {
    /// How many threads do the work.
    pub threads: usize,
    /// How many messages may wait for a thread.
    pub capacity: usize,
    pub(super) listen: Option<SocketAddr>,
    /// The streams in place of TCP clients.
    pub(super) endpoints: Option<Endpoints>,
    pub(super) faults: Faults,
}

impl Options {
    /// Reads the command line, or says what is wrong with it and ends with status 2.
    #[must_use]
    pub fn from_args() -> Self {
        args::parse(Self::read)
    }

    fn read(parser: &mut lexopt::Parser) -> Result<Self, lexopt::Error> {
        let mut options =
            Self { threads: 4, capacity: 1024, listen: None, endpoints: None, faults: Faults::default() };
        let mut streams = Arguments::default();
        let Faults { panic_at, die_at } = &mut options.faults;
        while let Some(arg) = parser.next()? {
            match arg {
                Long("listen") => options.listen = Some(address(&parser.value()?.string()?)?),
                Long("threads") => options.threads = args::number(parser, "--threads", 1..=256)?,
                Long("capacity") => options.capacity = args::capacity(parser)?,
                Long("panic-at") => panic_at.push(args::number(parser, "--panic-at", 0..=usize::MAX)?),
                Long("die-at") => die_at.push(args::number(parser, "--die-at", 0..=usize::MAX)?),
                Long(name @ ("input" | "output" | "claim-after")) => {
                    let name = name.to_owned();
                    streams.read(&name, parser)?;
                }
                Short('h') | Long("help") => args::help(&[HELP, STREAMS].concat()),
                other => return Err(other.unexpected()),
            }
        }
        options.endpoints = streams.finish()?;
        if options.listen.is_some() && options.endpoints.is_some() {
            return Err("--listen and --input: either TCP clients or a stream".into());
        }
        if options.listen.is_none() && options.endpoints.is_none() {
            args::check_at("--panic-at", panic_at, NUMBERS.len());
            args::check_at("--die-at", die_at, NUMBERS.len());
        }
        Ok(options)
    }
}

fn address(text: &str) -> Result<SocketAddr, lexopt::Error> {
    text.parse()
        .map_err(|_| format!("--listen {text}: not an address and a port, like 127.0.0.1:7000").into())
}

#[cfg(test)]
mod tests;
