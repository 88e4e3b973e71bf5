//! `cargo xtask`: the tasks of this workspace. This file reads the command line, calls the command, and decides the
//! exit status. Two programs share it: `xtask`, and `cargo-bridge-check`, which is `cargo xtask check` for every project.

mod check;
mod command_line;
mod engine;
mod explain;
mod project;
mod term;
mod text;
mod timeline;
mod usage;
mod workshop;

use std::io::{self, Write};
use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use command_line::Task;
use engine::cancel::CancellationToken;
use usage::UsageError;

/// The exit status of a program that was interrupted.
const INTERRUPTED: u8 = 130;
/// However busy the machine is, ending in good order takes no longer than this.
const LAST_GRACE: Duration = Duration::from_secs(10);
/// A second interrupt that comes this long after the first means that ending in good order takes too long.
const PATIENCE: Duration = Duration::from_secs(1);

/// Runs the command that the command line names.
pub fn main() -> ExitCode {
    let interrupted = CancellationToken::default();
    match begin(&interrupted) {
        // Whatever it came to: it was cut short.
        _ if interrupted.is_cancelled() => ExitCode::from(INTERRUPTED),
        Ok(code) => code,
        Err(error) if term::nobody_reads(&error) => ExitCode::FAILURE,
        Err(error) => {
            // With stderr closed too, the exit status must do.
            let _ = writeln!(io::stderr(), "error: {error:#}");
            ExitCode::from(if error.is::<UsageError>() { 2 } else { 1 })
        }
    }
}

fn begin(interrupted: &CancellationToken) -> Result<ExitCode> {
    cancel_on_interrupt(interrupted.clone())?;
    // What fails cancels only itself: not every failure is an interrupt.
    let cancel = interrupted.child_token();
    match command_line::read()? {
        Task::Help(text) => {
            term::print(&text.replace(command_line::CHECK, usage::check_command()))?;
            Ok(ExitCode::SUCCESS)
        }
        Task::Check(options) => check::run(&options, &cancel),
        Task::Timeline(options) => timeline::run(&options, &cancel),
        Task::Workshop(options) => workshop::run(&options, &cancel),
    }
}

/// On Ctrl-C, and where there are signals on SIGTERM and SIGHUP, everything is cancelled.
fn cancel_on_interrupt(interrupted: CancellationToken) -> Result<()> {
    let mut first = None;
    let handler = move || {
        let first = *first.get_or_insert_with(|| {
            // A terminal that is gone can keep the reading of keys from ever coming back.
            let _ = thread::Builder::new().spawn(|| {
                thread::sleep(LAST_GRACE);
                exit_at_once();
            });
            Instant::now()
        });
        interrupted.cancel();
        // Ending in good order takes a moment; someone who asks again later would not wait for it. (The
        // same interrupt can come twice in a row, to this process and to its group.)
        if first.elapsed() > PATIENCE {
            exit_at_once();
        }
    };
    ctrlc::set_handler(handler).context("Ctrl-C can't be watched for")
}

fn exit_at_once() {
    term::keys::restore();
    std::process::exit(INTERRUPTED.into());
}
