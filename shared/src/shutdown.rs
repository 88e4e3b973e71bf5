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

/// A wish to stop, which any number of tasks can wait for.
#[cfg(feature = "factors")]
#[derive(Clone)]
pub struct Stop(std::sync::Arc<tokio::sync::watch::Sender<bool>>);

#[cfg(feature = "factors")]
impl Stop {
    /// A wish that comes with the first signal; the second ends the program with status 130.
    ///
    /// # Errors
    /// When the system refuses the handler.
    pub fn on_signal() -> anyhow::Result<Self> {
        let stop = Self(std::sync::Arc::new(tokio::sync::watch::Sender::new(false)));
        let asked = stop.clone();
        on_signal(move || asked.request())?;
        Ok(stop)
    }

    /// Asks to stop.
    pub fn request(&self) {
        self.0.send_replace(true);
    }

    /// Whether somebody has asked.
    #[must_use]
    pub fn is_requested(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until somebody asks.
    pub async fn requested(&self) {
        // It can't fail: `self` keeps the sender alive.
        let _ = self.0.subscribe().wait_for(|&asked| asked).await;
    }
}
