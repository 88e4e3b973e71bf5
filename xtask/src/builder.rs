//! Builds programs with one call of cargo, and tells of each where it is or why it doesn't compile.

use std::collections::{HashMap, HashSet};
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::run::Stop;
use crate::tree::{Group, Tree};
use crate::workspace::{Package, cargo};

/// How soon a wish to stop ends the build.
const TICK: Duration = Duration::from_millis(20);

/// What a build gave.
#[derive(Debug, Default)]
pub struct Built {
    programs: HashMap<String, PathBuf>,
    /// The compiler's messages, by the id of the package that they are about.
    errors: HashMap<String, Vec<String>>,
}

/// Why a program isn't there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Broken {
    /// Its own code doesn't compile: the compiler's messages.
    Own(String),
    /// A package that it may need doesn't compile: the messages about all such packages.
    Needed(String),
    /// Neither: cargo itself has said why, on stderr.
    Unknown,
}

/// Builds the programs of these packages. Cargo's progress goes to stderr as ever.
///
/// `None` if it was stopped.
pub fn build<'a>(
    packages: impl IntoIterator<Item = &'a Package>,
    colour: bool,
    stop: &Stop,
) -> Result<Option<Built>> {
    let mut command = Command::new(cargo());
    // With --keep-going one program that doesn't compile leaves the others their chance.
    command.args(["build", "--keep-going", "--message-format"]);
    command.arg(if colour { "json-diagnostic-rendered-ansi" } else { "json" });
    for package in packages {
        command.args(["--package", &package.id]);
    }
    let mut built = Built::default();
    let done = run_cargo(command, Group::Ours, stop, |told| {
        if let Told::Message(message) = told {
            built.read(&message);
        }
    })?;
    Ok(done.map(|_| built))
}

/// What cargo has to tell.
pub enum Told {
    /// One of its messages.
    Message(Value),
    /// A line of its stderr, if that isn't ours.
    Note(String),
}

/// Runs cargo with `--message-format json`, and passes on what it tells. In a group of its own its stderr is
/// passed on too, and it is ended with all that it started if this is stopped.
///
/// `None` if it was stopped.
pub fn run_cargo(
    mut command: Command,
    group: Group,
    stop: &Stop,
    mut tell: impl FnMut(Told),
) -> Result<Option<ExitStatus>> {
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    if group == Group::Own {
        command.stderr(Stdio::piped());
    }
    let mut tree =
        Tree::start_in(command, group).context("cargo could not be started: is it on the PATH?")?;
    let stdout = tree.child().stdout().take().context("cargo was started without a pipe")?;
    let stderr = tree.child().stderr().take();

    // Read from threads of their own, so that a wish to stop is noticed however long the compiler is silent.
    let (to_here, lines) = mpsc::channel();
    // A line that is no JSON was printed by a build script or a macro.
    read(stdout, to_here.clone(), |line| Told::Message(serde_json::from_slice(&line).unwrap_or_default()))?;
    if let Some(stderr) = stderr {
        read(stderr, to_here, |line| Told::Note(String::from_utf8_lossy(&line).into_owned()))?;
    } else {
        drop(to_here);
    }

    loop {
        if stop.is_set() {
            return Ok(None);
        }
        match lines.recv_timeout(TICK) {
            Ok(told) => tell(told),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    loop {
        if stop.is_set() {
            return Ok(None);
        }
        if let Some(status) = tree.try_wait().context("cargo can't be waited for")? {
            // Ended by a signal it has told nothing of what doesn't compile.
            ensure!(status.code().is_some(), "the build was cut short: {status}");
            tree.let_go();
            return Ok(Some(status));
        }
        thread::sleep(Duration::from_millis(1));
    }
}

fn read(
    pipe: impl Read + Send + 'static,
    to: Sender<Told>,
    told: impl Fn(Vec<u8>) -> Told + Send + 'static,
) -> Result<()> {
    let read = move || {
        for line in BufReader::new(pipe).split(b'\n').map_while(Result::ok) {
            if to.send(told(line)).is_err() {
                break;
            }
        }
    };
    thread::Builder::new().spawn(read).context("no thread could be started")?;
    Ok(())
}

impl Built {
    /// Where a package's program is.
    pub fn program(&self, package: &Package) -> Option<&PathBuf> {
        self.programs.get(&package.id)
    }

    /// Why a package's program isn't there. `demos` are all that were built: none needs another.
    pub fn why_not(&self, package: &Package, demos: &HashSet<&str>) -> Broken {
        if let Some(messages) = self.errors.get(&package.id) {
            return Broken::Own(messages.concat());
        }
        let mut needed: Vec<_> = self.errors.iter().filter(|(id, _)| !demos.contains(id.as_str())).collect();
        if needed.is_empty() {
            return Broken::Unknown;
        }
        needed.sort();
        Broken::Needed(needed.into_iter().map(|(_, messages)| messages.concat()).collect())
    }

    fn read(&mut self, message: &Value) {
        let Some(id) = message["package_id"].as_str() else {
            return;
        };
        match message["reason"].as_str() {
            Some("compiler-artifact") => {
                if let Some(program) = message["executable"].as_str() {
                    self.programs.insert(id.to_owned(), PathBuf::from(program));
                }
            }
            Some("compiler-message") => {
                let message = &message["message"];
                if let (Some("error" | "error: internal compiler error"), Some(text)) =
                    (message["level"].as_str(), message["rendered"].as_str())
                {
                    self.errors.entry(id.to_owned()).or_default().push(text.to_owned());
                }
            }
            _ => {}
        }
    }
}
