//! Hands over to the program that measures: this one, with its benches and in release mode.

use std::env;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use super::Options;
use super::build::build;
use crate::run::Stop;

/// Builds this very program with its benches, and runs it with the same arguments.
pub fn run(_options: &Options, stop: &Stop) -> Result<ExitCode> {
    let Some(program) = build("xtask", &["--features", "bench"], stop)? else {
        return Ok(ExitCode::FAILURE);
    };
    let mut command = Command::new(program);
    command.args(env::args_os().skip(1));
    become_it(command)
}

/// The other program takes the place of this one: signals and the exit status need no passing on.
#[cfg(unix)]
fn become_it(mut command: Command) -> Result<ExitCode> {
    use std::os::unix::process::CommandExt;

    Err(command.exec()).with_context(|| format!("{}: can't be started", command.get_program().display()))
}

/// Where no program can take the place of another, this one waits for it. Ctrl-C reaches both.
#[cfg(not(unix))]
fn become_it(mut command: Command) -> Result<ExitCode> {
    let status =
        command.status().with_context(|| format!("{}: can't be started", command.get_program().display()))?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}
