//! Runs a program, and tells how long it took and how much memory it had.

use std::io::ErrorKind;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail, ensure};

use crate::bench::measure::group::NotHere;
use crate::run::{Meter, Stop};
use crate::tree::Tree;

/// How often it is looked whether the program has ended: the times are exact to that.
const TICK: Duration = Duration::from_micros(250);
/// How many looks there are for one at the memory, which costs a little more.
const LOOKS: u32 = 8;

/// What a program used.
pub struct Used {
    /// From its start to its end.
    pub elapsed: Duration,
    /// The most memory it had, in bytes, where the system tells without effort.
    pub peak: Option<u64>,
}

/// Runs it to its end, or ends it.
///
/// # Errors
/// [`NotHere`] if there is no such program; when it fails, or is stopped.
pub fn run(command: Command, stop: &Stop) -> Result<Used> {
    let name = command.get_program().to_string_lossy().into_owned();
    let started = Instant::now();
    let mut tree = Tree::start(command).map_err(|error| match error.kind() {
        ErrorKind::NotFound => anyhow!(NotHere(format!("this system has no {name}"))),
        _ => anyhow!(error).context(format!("{name}: can't be started")),
    })?;
    let id = tree.child().id();
    let mut meter = Meter::new();
    for look in 0_u32.. {
        if let Some(status) = tree.try_wait().context("the program can't be waited for")? {
            let elapsed = started.elapsed();
            ensure!(status.success(), "it failed: {status}");
            tree.let_go();
            // Zero says that it ended before the first look.
            return Ok(Used { elapsed, peak: meter.peak.filter(|&peak| peak > 0) });
        }
        if stop.is_set() {
            break;
        }
        // Elsewhere a look starts a program of its own, which would disturb what is timed.
        if cfg!(target_os = "linux") && look % LOOKS == 0 {
            meter.look(id);
        }
        thread::sleep(TICK);
    }
    bail!("stopped")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_no_system_has_is_not_here() {
        let error = run(Command::new("no system has this"), &Stop::default()).err().unwrap();
        assert!(error.is::<NotHere>(), "{error:?}");
        assert_eq!(error.to_string(), "this system has no no system has this");
    }

    #[cfg(unix)]
    #[test]
    fn a_program_that_fails_is_an_error_however_fast_it_was() {
        let error = run(Command::new("false"), &Stop::default()).err().unwrap();
        assert_eq!(error.to_string(), "it failed: exit status: 1");
    }

    #[cfg(unix)]
    #[test]
    fn a_wish_to_stop_ends_a_program_that_would_go_on() {
        let stop = Stop::default();
        stop.set();
        let mut command = Command::new("sleep");
        command.arg("600");
        assert_eq!(run(command, &stop).err().unwrap().to_string(), "stopped");
    }
}
