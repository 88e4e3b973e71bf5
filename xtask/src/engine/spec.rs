//! The case format: how a program is run, and what it promises. `check.toml` and `exercise.toml` share it.
//!
//! `xtask/README.md` describes every key. Unknown keys are refused: a misspelt one would be a promise that nobody checks.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::fs;
use std::ops::Deref;
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use anyhow::{Result, bail};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::compare::Order;
use crate::text::nearest;
use crate::usage::UsageError;

/// The largest file that a case may name: what is read whole has a bound.
pub const LARGEST_FILE: u64 = 8 << 20;

/// One run of a program, and what it promises.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Unique within its file.
    pub name: Name,

    /// The example of the package that is run, instead of its program.
    pub example: Option<Name>,
    /// The program's arguments.
    #[serde(default)]
    pub args: Vec<String>,
    /// Variables in its environment.
    #[serde(default)]
    pub env: BTreeMap<String, String>,
    /// The variant of an exercise's world.
    pub world: Option<Name>,
    /// What is different in that world, as it is said with a verdict: "with ...".
    pub differs: Option<String>,
    /// The file beside this one that is given on stdin.
    pub input: Option<FileName>,
    /// How often the input is given, one after the other.
    pub input_times: Option<Runs>,
    /// What happens while it runs, in this order.
    #[serde(default)]
    pub steps: Vec<Step>,
    /// What goes wrong around it while it runs.
    #[serde(default)]
    pub fault: Fault,
    /// How long a run may take.
    pub limit: Option<Seconds>,
    /// How many runs there are, all of which must be right.
    pub runs: Option<Runs>,
    /// The systems it runs on; all, if none is named.
    #[serde(default)]
    pub os: Vec<System>,

    /// How far the order of the lines on stdout is part of the promise.
    pub order: Option<Order>,
    /// The file beside this one that holds what it prints.
    pub log: Option<FileName>,
    /// What it prints.
    pub stdout: Option<String>,
    /// How much of the log has to come.
    #[serde(default)]
    pub part: Part,
    /// The exit status.
    #[serde(default)]
    pub status: Status,
    /// The losses that it reports on stderr, exactly.
    #[serde(default)]
    pub losses: Vec<Text>,
    /// Texts that stderr has, each somewhere.
    #[serde(default)]
    pub stderr: Vec<Text>,
    /// What it reports about its file, with `{lines}` and `{bytes}` in place of the numbers.
    pub reported: Option<Text>,
    /// The files in the run's folder when it has ended: exactly these.
    #[serde(default)]
    pub files: BTreeMap<FileName, Contents>,
    /// The most memory it may have, in MiB.
    pub peak_mib: Option<u64>,
    /// The most processor time it may use.
    pub cpu_seconds: Option<Seconds>,
    /// How many pieces of work are in flight at once.
    pub overlap: Option<Overlap>,
    /// The lints that must not fire.
    #[serde(default)]
    pub lints: Vec<Text>,
}

/// One thing that happens to a program while it runs.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// This is written to its stdin.
    Input(String),
    /// Nothing more happens until it has printed this, to stdout or to stderr.
    Wait(Text),
    /// It is sent this.
    Signal(Signal),
    /// Its stdin is closed.
    Close(True),
}

/// A signal that is sent to a program, and only to the program itself.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "UPPERCASE")]
pub enum Signal {
    /// What Ctrl-C sends.
    Int,
    /// What `kill` sends.
    Term,
}

/// What goes wrong around a program while it runs.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// A signal at a random moment of the run: in each of N runs in another Nth of it. If the program catches the signal at
    /// all, it comes no sooner than that.
    pub signal: Option<Signal>,
    /// The same signal again, so many seconds later.
    pub again: Option<Seconds>,
    /// How its stdin misbehaves.
    pub stdin: Option<StdinFault>,
    /// How its stdout misbehaves.
    pub stdout: Option<OutputFault>,
    /// How its stderr misbehaves.
    pub stderr: Option<OutputFault>,
    /// The largest file it may write, in KiB.
    pub file_kib: Option<u64>,
    /// How many files it may have open.
    pub open_files: Option<u64>,
    /// How much address space it may have, in MiB.
    pub memory_mib: Option<u64>,
    /// Whether it has one processor to itself, and no other.
    #[serde(default)]
    pub one_core: bool,
    /// How often the whole process is paused for a moment.
    pub pauses: Option<u32>,
}

/// How stdin misbehaves.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum StdinFault {
    /// It comes in small pieces, with pauses.
    Trickle,
    /// It stays open when all has come.
    Stall,
    /// It ends in the middle.
    Half,
}

/// How a stream that is printed to misbehaves.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum OutputFault {
    /// It is closed after so many lines.
    CloseAfter(usize),
    /// It is read slowly.
    Slow(True),
    /// It is not read at all until the program has ended or is at its limit.
    Unread(True),
}

/// How much of the log a run has to print.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// All of it.
    #[default]
    All,
    /// Its beginning, however long.
    Prefix,
    /// Some of its lines, in their order.
    Subset,
    /// It isn't looked at.
    Any,
}

/// The exit status that is right, or several where chance decides: a signal may come when the work is done already.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(untagged, expecting = "it must be a number from 0 to 255, or a list of them")]
pub enum Status {
    /// This one.
    One(u8),
    /// One of these.
    OneOf(Vec<u8>),
}

impl Default for Status {
    fn default() -> Status {
        Status::One(0)
    }
}

impl Status {
    /// Whether a program may exit with this.
    pub fn has(&self, status: i32) -> bool {
        match self {
            Status::One(one) => i32::from(*one) == status,
            Status::OneOf(several) => several.iter().any(|&one| i32::from(one) == status),
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Status::One(one) => write!(f, "{one}"),
            Status::OneOf(several) => {
                let several: Vec<String> = several.iter().map(u8::to_string).collect();
                f.write_str(&several.join(" or "))
            }
        }
    }
}

/// What a file must hold in the end.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Contents {
    /// What was given on stdin.
    Input,
    /// The beginning of what was given on stdin.
    Prefix,
    /// It isn't looked at, and may be missing.
    Any,
    /// This.
    Text(String),
}

/// How many pieces of work are in flight at once. A line `+ NAME` on stderr begins one, `- NAME` ends it.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Overlap {
    /// At least so many in the best of the runs.
    pub at_least: Option<usize>,
    /// At most so many in each run.
    pub at_most: Option<usize>,
    /// So many begin and end.
    pub pieces: Option<usize>,
}

/// An operating system, or a family of them.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum System {
    /// Every Unix.
    Unix,
    /// Windows.
    Windows,
    /// Linux.
    Linux,
    /// macOS.
    MacOs,
    /// FreeBSD.
    FreeBsd,
    /// NetBSD.
    NetBsd,
    /// OpenBSD.
    OpenBsd,
}

impl System {
    fn name(self) -> &'static str {
        match self {
            System::Unix => "unix",
            System::Windows => "windows",
            System::Linux => "linux",
            System::MacOs => "macos",
            System::FreeBsd => "freebsd",
            System::NetBsd => "netbsd",
            System::OpenBsd => "openbsd",
        }
    }

    fn is_here(self) -> bool {
        [std::env::consts::OS, std::env::consts::FAMILY].contains(&self.name())
    }
}

impl Case {
    /// Why this case isn't run here, if it isn't.
    pub fn skipped(&self) -> Option<String> {
        if !self.os.is_empty() && !self.os.iter().any(|system| system.is_here()) {
            let names: Vec<&str> = self.os.iter().map(|system| system.name()).collect();
            return Some(format!("only on {}", names.join(", ")));
        }
        let signals = self.steps.iter().any(|step| matches!(step, Step::Signal(_)));
        if (signals || self.fault.needs_unix()) && !cfg!(unix) {
            return Some("it needs signals or limits, which this system doesn't have".to_owned());
        }
        let needs_linux =
            self.fault.one_core || self.fault.signal.is_some() || self.fault.memory_mib.is_some();
        if needs_linux && !cfg!(target_os = "linux") {
            return Some(
                "only Linux can keep a program to one core, limits its memory, and tells whether it catches a signal"
                    .to_owned(),
            );
        }
        None
    }
}

impl Fault {
    /// Whether chance decides something.
    pub fn is_random(&self) -> bool {
        self.signal.is_some() || self.pauses.is_some()
    }

    fn needs_unix(&self) -> bool {
        self.signal.is_some()
            || self.file_kib.is_some()
            || self.open_files.is_some()
            || self.memory_mib.is_some()
            || self.pauses.is_some()
    }
}

/// Reads a TOML file.
///
/// # Errors
/// A [`UsageError`] that names the file, the line and the key.
pub fn read<T: DeserializeOwned>(file: &Path) -> Result<T> {
    let text = fs::read_to_string(file)
        .map_err(|error| UsageError(format!("{}: can't be read: {error}", file.display())))?;
    Ok(parse(file, &text)?)
}

/// What [`read`] does, of a text that came from `file`.
pub fn parse<T: DeserializeOwned>(file: &Path, text: &str) -> Result<T, UsageError> {
    toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        let line = text.bytes().take(at).filter(|&byte| byte == b'\n').count() + 1;
        UsageError(format!("{}:{line}: {}", file.display(), with_suggestion(error.message())))
    })
}

/// serde lists all keys that it knows after one that it doesn't; the likeliest is enough.
fn with_suggestion(message: &str) -> String {
    let names: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    match (message.split_once(", expected"), names.split_first()) {
        (Some((start, _)), Some((name, known))) if message.starts_with("unknown ") => {
            let hint = nearest(name, known.iter().copied()).map(|name| format!(" (did you mean `{name}`?)"));
            let all = || format!(" (it may be {})", known.join(", "));
            start.replacen("unknown field", "unknown key", 1) + &hint.unwrap_or_else(all)
        }
        _ => message.to_owned(),
    }
}

/// Checks what the types can't: names are unique, and keys that need each other come together.
pub fn check_cases(file: &Path, cases: &[Case]) -> Result<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    let mut names = HashSet::new();
    if cases.is_empty() {
        bail!(UsageError(format!("{}: no case: add a `[[case]]` with a `name`", file.display())));
    }
    for case in cases {
        let wrong =
            |problem: &str| UsageError(format!("{}: case {}: {problem}", file.display(), &*case.name));
        if !names.insert(&*case.name) {
            bail!(wrong("the name is used twice: names are unique within a file"));
        }
        if let Some(input) = &case.input
            && !folder.join(&**input).is_file()
        {
            bail!(wrong(&format!("`input` names {:?}, and there is no such file beside this one", &**input)));
        }
        let from_input = |contents: &Contents| matches!(contents, Contents::Input | Contents::Prefix);
        if case.files.values().any(from_input) && case.input.is_none() {
            bail!(wrong("`files` compares a file with the input: add an `input`"));
        }
        if case.input_times.is_some() && case.input.is_none() {
            bail!(wrong("`input_times` repeats an `input`: add one"));
        }
        if case.input.is_some() && !case.steps.is_empty() {
            bail!(wrong("`input` and `steps` don't go together: write the input as a step"));
        }
        if case.log.is_some() && case.stdout.is_some() {
            bail!(wrong("`log` and `stdout` say the same: remove one"));
        }
        if case.world.is_some() != case.differs.is_some() {
            bail!(wrong("`world` and `differs` come together"));
        }
        if case.fault.stdin.is_some_and(|fault| fault != StdinFault::Stall) && case.input.is_none() {
            bail!(wrong("`fault.stdin` says how an `input` comes: add one"));
        }
        if case.fault.stdin.is_some() && !case.steps.is_empty() {
            bail!(wrong("`fault.stdin` and `steps` don't go together: write how the input comes as steps"));
        }
        if case.fault.again.is_some() && case.fault.signal.is_none() {
            bail!(wrong("`again` repeats a `signal`: add one"));
        }
        if case.reported.is_some() && case.files.is_empty() {
            bail!(wrong("`reported` is compared with a file: name it in `files`"));
        }
    }
    Ok(())
}

/// A name that can be a folder's on every system: 1 to 60 of a-z, 0-9, `-` and `_`.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(try_from = "String")]
pub struct Name(String);

/// A text that isn't empty: an empty one is found in everything.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String")]
pub struct Text(String);

/// The name of a file that stays below the folder it is taken from.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(try_from = "String")]
pub struct FileName(String);

/// A duration in seconds: at least a millisecond, at most an hour.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
#[serde(try_from = "f64")]
pub struct Seconds(Duration);

/// A number of runs: 1 to a million.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(try_from = "usize")]
pub struct Runs(usize);

/// `true`: what is written only where it holds.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(try_from = "bool")]
pub struct True;

impl TryFrom<String> for Name {
    type Error = String;

    fn try_from(name: String) -> Result<Name, String> {
        let allowed = |char: char| char.is_ascii_lowercase() || char.is_ascii_digit() || "-_".contains(char);
        if name.is_empty() || name.len() > 60 || !name.chars().all(allowed) {
            return Err(format!("the name {name:?} isn't made of 1 to 60 of a-z, 0-9, `-` and `_`"));
        }
        Ok(Name(name))
    }
}

impl TryFrom<String> for Text {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Text, &'static str> {
        if text.is_empty() { Err("an empty text is found in everything") } else { Ok(Text(text)) }
    }
}

impl TryFrom<String> for FileName {
    type Error = String;

    fn try_from(name: String) -> Result<FileName, String> {
        let stays = Path::new(&name).components().all(|part| matches!(part, Component::Normal(_)));
        if name.is_empty() || !stays {
            return Err(format!("{name:?} must be a file's name, without `..` or a leading `/`"));
        }
        Ok(FileName(name))
    }
}

impl TryFrom<f64> for Seconds {
    type Error = &'static str;

    fn try_from(seconds: f64) -> Result<Seconds, &'static str> {
        if !(0.001..=3600.0).contains(&seconds) {
            return Err("it must be from 0.001 to 3600 seconds");
        }
        Ok(Seconds(Duration::from_secs_f64(seconds)))
    }
}

impl TryFrom<usize> for Runs {
    type Error = &'static str;

    fn try_from(runs: usize) -> Result<Runs, &'static str> {
        if (1..=1_000_000).contains(&runs) { Ok(Runs(runs)) } else { Err("it must be from 1 to 1000000") }
    }
}

impl TryFrom<bool> for True {
    type Error = &'static str;

    fn try_from(is: bool) -> Result<True, &'static str> {
        if is { Ok(True) } else { Err("it can only be true: leave it out otherwise") }
    }
}

impl Deref for Name {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Deref for FileName {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<Seconds> for Duration {
    fn from(seconds: Seconds) -> Duration {
        seconds.0
    }
}

impl From<Runs> for usize {
    fn from(runs: Runs) -> usize {
        runs.0
    }
}

/// Reads a file that a case names, unless it is too large.
///
/// # Errors
/// When it can't be read: a folder, no permission, larger than [`LARGEST_FILE`].
pub fn read_bounded(file: &Path) -> Result<Vec<u8>> {
    use anyhow::Context;

    let metadata = fs::metadata(file).with_context(|| format!("{}: can't be read", file.display()))?;
    if !metadata.is_file() {
        bail!(UsageError(format!("{}: is no file", file.display())));
    }
    if metadata.len() > LARGEST_FILE {
        bail!(UsageError(format!("{}: is larger than {} MiB", file.display(), LARGEST_FILE >> 20)));
    }
    fs::read(file).with_context(|| format!("{}: can't be read", file.display()))
}

/// The file beside `file` that a case names.
pub fn beside(file: &Path, name: &FileName) -> PathBuf {
    file.parent().unwrap_or(Path::new(".")).join(&**name)
}
