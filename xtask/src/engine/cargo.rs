//! Builds programs with cargo, and reads its messages.

use std::collections::HashMap;
use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Result, ensure};
use serde::Deserialize;

use super::cancel::CancellationToken;
use super::process::{End, Hangs, KEPT, RunSpec, Stderr, Stdin, Stream, run_streaming};
use super::spec::Fault;

/// No build takes so long.
const LIMIT: Duration = Duration::from_secs(24 * 60 * 60);

/// Variables in which rustup and cargo say how they called us. What we start is none of that call.
const OF_THE_CALLER: [&str; 5] =
    ["CARGO", "CARGO_MANIFEST_DIR", "CARGO_MANIFEST_PATH", "CARGO_PRIMARY_PACKAGE", TOOLCHAIN];
const TOOLCHAIN: &str = "RUSTUP_TOOLCHAIN";

/// Which cargo is called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Toolchain {
    /// The one that called us, if one did: `cargo +nightly xtask` means that one.
    #[default]
    Ours,
    /// The one that is called when you type `cargo` in the folder.
    OfFolder,
}

impl Toolchain {
    /// The cargo to call.
    pub fn cargo(self) -> OsString {
        let ours = env::var_os("CARGO").filter(|_| self == Toolchain::Ours);
        ours.unwrap_or_else(|| "cargo".into())
    }

    /// What cargo has in its environment: [`forget_the_caller`] has taken the toolchain away.
    fn env(self) -> Option<(OsString, OsString)> {
        let ours = env::var_os(TOOLCHAIN).filter(|_| self == Toolchain::Ours);
        ours.map(|toolchain| (TOOLCHAIN.into(), toolchain))
    }

    /// A command that calls cargo in this folder.
    pub fn command(self, folder: &Path) -> Command {
        let mut command = Command::new(self.cargo());
        forget_the_caller(&mut command);
        command.envs(self.env()).current_dir(folder);
        command
    }
}

/// Removes what rustup and cargo have set for us alone: the variables of our own package, and the toolchain, which would
/// take precedence over the one that a folder asks for.
pub fn forget_the_caller(command: &mut Command) {
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if OF_THE_CALLER.contains(&&*text) || text.starts_with("CARGO_PKG_") {
            command.env_remove(&name);
        }
    }
}

/// A call of cargo that builds something.
pub struct Build<'a> {
    /// `build` or `clippy`, and what is built.
    pub args: Vec<OsString>,
    /// The current directory, whose settings cargo reads.
    pub folder: &'a Path,
    /// Which cargo builds it.
    pub toolchain: Toolchain,
    /// Variables in its environment.
    pub env: Vec<(OsString, OsString)>,
    /// Whether the compiler's messages are coloured.
    pub colour: bool,
    /// Whether cargo shows its own progress on the terminal.
    pub stderr: Stderr,
}

/// What a build gave.
#[derive(Debug, Default)]
pub struct BuildOutput {
    targets: HashMap<TargetName, Built>,
    /// The errors of packages and targets that have no executable.
    dependencies: String,
    /// What cargo printed to stderr, if that was collected.
    stderr: String,
    /// Whether cargo succeeded.
    pub success: bool,
}

/// A target that can be run.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TargetName {
    /// The package, as cargo's messages identify it.
    pub package: String,
    /// The name of the program or example.
    pub name: String,
}

#[derive(Debug, Default)]
struct Built {
    executable: Option<PathBuf>,
    diagnostics: Vec<Diagnostic>,
}

/// Why an executable isn't there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BuildFailure {
    /// Its own code doesn't compile: the compiler's messages.
    Own(String),
    /// Something that it may need doesn't compile, or cargo failed: the messages.
    Dependency(String),
}

/// A message of the compiler or of clippy.
#[derive(Clone, Debug, Deserialize)]
pub struct Diagnostic {
    level: String,
    code: Option<Code>,
    message: String,
    rendered: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
struct Code {
    code: String,
}

#[derive(Deserialize)]
#[serde(tag = "reason", rename_all = "kebab-case")]
enum CargoMessage {
    CompilerArtifact {
        package_id: String,
        target: Target,
        executable: Option<PathBuf>,
    },
    CompilerMessage {
        package_id: String,
        target: Target,
        message: Diagnostic,
    },
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

impl Diagnostic {
    /// Whether it keeps the code from being compiled.
    pub fn is_error(&self) -> bool {
        self.level.starts_with("error")
    }

    /// The compiler's code for the error, or the name of the lint.
    pub fn code(&self) -> Option<&str> {
        self.code.as_ref().map(|code| code.code.as_str())
    }

    /// The message as the compiler would show it.
    pub fn text(&self) -> &str {
        self.rendered.as_deref().unwrap_or(&self.message)
    }

    /// Whether it only counts the others.
    fn counts(&self) -> bool {
        self.code.is_none()
            && (self.message.starts_with("aborting due to") || self.message.ends_with("emitted"))
    }
}

/// Builds, and passes on each line that cargo prints to stderr, if that is collected.
///
/// `None` if it was cancelled.
///
/// # Errors
/// When cargo can't be started, or was killed.
pub fn build(
    build: &Build,
    cancel: &CancellationToken,
    mut progress: impl FnMut(&str),
) -> Result<Option<BuildOutput>> {
    let mut args = build.args.clone();
    let format = if build.colour { "json-diagnostic-rendered-ansi" } else { "json" };
    let at = args.iter().position(|arg| arg == "--").unwrap_or(args.len());
    args.splice(at..at, ["--message-format", format].map(OsString::from));
    // One program that doesn't compile leaves the others their chance. (`cargo test` doesn't know the flag.)
    if args.first().is_some_and(|subcommand| subcommand != "test") {
        args.insert(1, OsString::from("--keep-going"));
    }
    let cargo = build.toolchain.cargo();
    let env: Vec<_> = build.env.iter().cloned().chain(build.toolchain.env()).collect();
    let spec = RunSpec {
        program: Path::new(&cargo),
        args: &args,
        folder: build.folder,
        env: &env,
        stdin: Stdin::Empty,
        limit: LIMIT,
        most: KEPT,
        fault: &Fault::default(),
        timed: &[],
        measure: false,
        stderr: build.stderr,
        hangs: Hangs::ReachTheLimit,
    };
    let mut output = BuildOutput::default();
    let (mut messages, mut notes) = (Lines::default(), Lines::default());
    let outcome = run_streaming(&spec, cancel, &mut |stream, data| match stream {
        Stream::Stdout => messages.split(data, |line| output.read(line)),
        Stream::Stderr => notes.split(data, |line| {
            let line = String::from_utf8_lossy(line);
            progress(line.trim());
            // Before it may stand what cargo has shown of its progress and taken back.
            let line = line.rsplit('\r').next().unwrap_or_default().trim_start_matches("\x1b[K");
            if !line.is_empty() {
                output.stderr += line;
                output.stderr.push('\n');
            }
        }),
    })?;
    match outcome.end {
        End::Cancelled => Ok(None),
        End::Exited(status) => {
            // Killed by a signal it has not said what doesn't compile.
            ensure!(status.code().is_some(), "the build was cut short: {status}");
            output.success = status.success();
            Ok(Some(output))
        }
        end => anyhow::bail!("the build was cut short: {end:?}"),
    }
}

/// Puts lines together from what arrives.
#[derive(Default)]
struct Lines(Vec<u8>);

impl Lines {
    fn split(&mut self, data: &[u8], mut line: impl FnMut(&[u8])) {
        self.0.extend_from_slice(data);
        let Some(end) = self.0.iter().rposition(|&byte| byte == b'\n') else {
            return;
        };
        let rest = self.0.split_off(end + 1);
        self.0.split(|&byte| byte == b'\n').filter(|part| !part.is_empty()).for_each(&mut line);
        self.0 = rest;
    }
}

impl BuildOutput {
    /// Where a target's executable is, or why it isn't.
    pub fn executable(&self, target: &TargetName) -> Result<&Path, BuildFailure> {
        let built = self.targets.get(target);
        if let Some(executable) = built.and_then(|built| built.executable.as_deref()) {
            return Ok(executable);
        }
        let own: String = self.diagnostics(target).filter(|it| it.is_error()).map(Diagnostic::text).collect();
        Err(if !own.is_empty() {
            BuildFailure::Own(own)
        } else if !self.dependencies.is_empty() {
            BuildFailure::Dependency(self.dependencies.clone())
        } else {
            BuildFailure::Dependency(self.stderr.clone())
        })
    }

    /// What the compiler and clippy have to say about a target.
    pub fn diagnostics(&self, target: &TargetName) -> impl Iterator<Item = &Diagnostic> {
        self.targets.get(target).into_iter().flat_map(|built| &built.diagnostics)
    }

    /// What cargo printed to stderr, if that was collected.
    pub fn stderr(&self) -> &str {
        self.stderr.trim_end()
    }

    fn read(&mut self, line: &[u8]) {
        // A line that is no message was printed by a build script or a macro.
        match serde_json::from_slice(line).unwrap_or(CargoMessage::Other) {
            CargoMessage::CompilerArtifact { package_id, target, executable: Some(executable) } => {
                self.target(package_id, target.name).executable = Some(executable);
            }
            CargoMessage::CompilerMessage { package_id, target, message } if !message.counts() => {
                let can_run = target.kind.iter().any(|kind| kind == "bin" || kind == "example");
                if can_run {
                    self.target(package_id, target.name).diagnostics.push(message);
                } else if message.is_error() {
                    self.dependencies += message.text();
                }
            }
            _ => {}
        }
    }

    fn target(&mut self, package: String, name: String) -> &mut Built {
        self.targets.entry(TargetName { package, name }).or_default()
    }
}

/// Arguments of a command line.
pub fn args<const N: usize>(args: [&str; N]) -> Vec<OsString> {
    args.iter().map(|arg| OsStr::new(arg).to_owned()).collect()
}
