//! What is left of streams without the cargo feature of that name: an error that names it, and types without values.

use lexopt::{Error, Parser};
use tokio::sync::mpsc::Sender;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::reply::Answer;
use super::task::Incoming;

pub(super) const HELP: &str = "";

pub(super) enum Endpoints {}

pub(super) enum Input {}

#[derive(Default)]
pub(super) struct Arguments {}

impl Arguments {
    pub(super) fn read(&mut self, name: &str, _: &mut Parser) -> Result<(), Error> {
        Err(format!("--{name}: the program has to be built with `--features streams`").into())
    }

    pub(super) fn finish(self) -> Result<Option<Endpoints>, Error> {
        Ok(None)
    }
}

pub(super) async fn start(
    endpoints: &Endpoints,
    _: &CancellationToken,
) -> anyhow::Result<(Input, Sender<Answer>, JoinHandle<anyhow::Result<()>>)> {
    match *endpoints {}
}

impl Input {
    pub(super) async fn next(&mut self, _: usize, _: &CancellationToken) -> Option<Incoming> {
        match *self {}
    }
}
