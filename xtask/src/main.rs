//! `cargo xtask`: the tasks of this workspace. This file says who does what, and how it ends.

mod bench;
mod builder;
mod case;
mod check;
mod command_line;
mod contract;
mod misuse;
mod pool;
mod reader;
mod report;
mod run;
mod scratch;
mod svg;
mod tally;
mod text;
mod timeline;
mod tree;
mod verdict;
mod workshop;
mod workspace;

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use command_line::Task;
use misuse::Misuse;
use run::Stop;

/// The exit status of a program that was interrupted.
const INTERRUPTED: u8 = 130;
/// A second interrupt that comes this long after the first means that ending in good order takes too long.
const PATIENCE: Duration = Duration::from_secs(1);

fn main() -> ExitCode {
    let stop = Stop::default();
    match begin(&stop) {
        // Whatever it came to: it was cut short.
        _ if stop.is_interrupt() => ExitCode::from(INTERRUPTED),
        Ok(code) => code,
        Err(error) if report::nobody_reads(&error) => ExitCode::FAILURE,
        Err(error) => {
            // With stderr closed too, the exit status must do.
            let _ = writeln!(io::stderr(), "error: {error:#}");
            ExitCode::from(if error.is::<Misuse>() { 2 } else { 1 })
        }
    }
}

fn begin(stop: &Stop) -> Result<ExitCode> {
    stop_on_interrupt(stop.clone())?;
    match command_line::read()? {
        Task::Help(text) => {
            report::print(text)?;
            Ok(ExitCode::SUCCESS)
        }
        Task::Check(options) => check::run(&options, stop),
        Task::Workshop(options) => workshop::run(&options, stop),
        Task::Timeline(options) => timeline::run(&options, stop),
        Task::Bench(options) => bench::run(&options, stop),
        #[cfg(feature = "bench")]
        Task::Copy(way, file) => {
            way.copy(&file)?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// On Ctrl-C, and where there are signals on SIGTERM and SIGHUP, everyone is asked to stop.
fn stop_on_interrupt(stop: Stop) -> Result<()> {
    let mut first = None;
    let handler = move || {
        let first = *first.get_or_insert_with(Instant::now);
        stop.interrupt();
        // Ending in good order takes a moment; someone who asks again later would not wait for it. (The
        // same interrupt can come twice in a row, to this process and to its group.)
        if first.elapsed() > PATIENCE {
            workshop::terminal::restore();
            std::process::exit(INTERRUPTED.into());
        }
    };
    ctrlc::set_handler(handler).context("Ctrl-C can't be watched for")
}
