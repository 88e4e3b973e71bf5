//! Ctrl-C, SIGTERM and SIGHUP (Ctrl-C, Ctrl-Break and closing the window on Windows): the first asks the program to
//! finish what it has accepted, the second ends it at once.

use std::{process, thread};

use anyhow::Context;

use crate::note;

/// The exit status of a program that Ctrl-C ended: 128 and the number of SIGINT, as shells have it.
const INTERRUPTED: i32 = 130;

/// Calls `stop` at the first signal; ends the program with status 130 at the second.
///
/// `stop` must not block: while it does, the second signal isn't seen. So it should do no more than set a flag or
/// try to send.
///
/// # Errors
/// When the system refuses the handler.
pub fn on_signal(stop: impl Fn() + Send + 'static) -> anyhow::Result<()> {
    let mut asked = false;
    let handler = move || {
        if asked {
            process::exit(INTERRUPTED);
        }
        asked = true;
        stop();
        // By a thread of its own: a stderr that is stuck must not keep the second signal from being seen.
        let say = || note("Stopping: finishing what was accepted. Ctrl-C again ends at once.");
        let _ = thread::Builder::new().spawn(say);
    };
    ctrlc::set_handler(handler).context("can't listen for Ctrl-C")
}

/// Cancels `token` at the first signal; ends the program with status 130 at the second.
///
/// # Errors
/// When the system refuses the handler.
#[cfg(feature = "factors")]
pub fn cancel_on_signal(token: &tokio_util::sync::CancellationToken) -> anyhow::Result<()> {
    let token = token.clone();
    on_signal(move || token.cancel())
}
