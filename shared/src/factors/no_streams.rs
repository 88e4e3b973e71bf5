//! What is left of streams without the cargo feature of that name: TCP clients, and the word that it takes the feature.

use lexopt::Parser;

pub use super::server::{Client, Server};

/// What `--help` says about streams.
pub(super) const HELP: &str = "";

/// There are none.
pub(super) enum Ends {}

/// What the command line says about streams.
#[derive(Default)]
pub(super) struct Arguments {}

impl Arguments {
    /// # Errors
    /// Always.
    pub(super) fn read(&mut self, name: &str, _: &mut Parser) -> Result<(), lexopt::Error> {
        Err(format!("--{name}: the program has to be built with `--features streams`").into())
    }

    /// No streams.
    ///
    /// # Errors
    /// Never.
    pub(super) fn finish(self) -> Result<Option<Ends>, lexopt::Error> {
        Ok(None)
    }
}
