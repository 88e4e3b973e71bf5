//! `copy`: how close does a copy through async code come to `cat`?
//!
//! All contestants are programs that read stdin and write a file: what is measured is the whole of a program, from its
//! start to its end. Those that no system has are in [`ways`], which this program runs of itself.

mod claims;
mod input;
mod program;
#[cfg(all(test, unix))]
mod tests;
mod ways;

use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::rc::Rc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use super::group::{Bench, Contestant, Group, Measure, Settings, Unit};
use crate::run::Stop;
use input::Input;
pub use ways::Way;

/// The command of this program that copies stdin to a file in one of these ways: `COMMAND WAY FILE`. No help shows it.
pub const COMMAND: &str = "bench-copy";

/// The bench.
pub const BENCH: Bench = Bench {
    name: "copy",
    question: "How close does a copy through async code come to cat?",
    groups,
    claims: claims::all,
};

/// How much is copied, in bytes, and how much for a first look.
const FULL: u64 = 1_000_000_000;
const QUICK: u64 = FULL / 10;
/// How long the lines are, with their newline.
const LINES: [usize; 2] = [80, 10];
/// How many lines the original's way is given: at a write a line more would only take longer.
const LINES_ONE_BY_ONE: u64 = 20_000;
const GIGABYTE: f64 = 1e9;

const CAT: &str = "cat";
const OURS: &str = "sync-to-async";
const TEE: &str = "tee";
const THREADS: &str = "std threads alone";
const BLOCKS: &str = "one thread, by blocks";
const LOOP: &str = "one thread, line by line";
const ORIGINAL: &str = "the original: a write a line";

/// A run takes time in proportion to the input, so the time is shown for a gigabyte, whatever the input.
const MEASURES: [Measure; 2] = [
    Measure { name: "time a GB", unit: Unit::Seconds, relative: true, exact: false },
    Measure { name: "memory", unit: Unit::Bytes, relative: false, exact: false },
];

fn groups(settings: &Settings) -> Result<Vec<Group>> {
    let wanted = if settings.quick { QUICK } else { FULL };
    let bytes = input::room_for(&settings.scratch, wanted)?;
    let size = match bytes {
        FULL => "1 GB".to_owned(),
        bytes => format!("{} MB", bytes / 1_000_000),
    };
    let why = if bytes < wanted { " (there is no room for more)" } else { "" };
    LINES.into_iter().map(|line| group(settings, line, bytes, &format!("{size}{why}"))).collect()
}

fn group(settings: &Settings, line: usize, bytes: u64, size: &str) -> Result<Group> {
    let ourselves = env::current_exe().context("this program can't find itself")?;
    let folder = &settings.scratch;
    let large = Rc::new(Input::new(folder.join(format!("lines of {line}")), line, bytes));
    let small_bytes = LINES_ONE_BY_ONE * line as u64;
    let small = Rc::new(Input::new(folder.join(format!("few lines of {line}")), line, small_bytes));

    let copies = |name: &str, program: &Path, args: &[&str], to: To, input: &Rc<Input>| {
        let copy = Copy {
            program: program.to_owned(),
            args: args.iter().map(|&arg| arg.to_owned()).collect(),
            to,
            input: Rc::clone(input),
            output: folder.join("output"),
            stop: settings.stop.clone(),
            memory: Rc::ptr_eq(input, &large),
            compared: false,
        };
        contestant(name, copy)
    };
    let way = |name: &str, way: Way, input: &Rc<Input>| {
        copies(name, &ourselves, &[COMMAND, way.name()], To::LastArgument, input)
    };
    Ok(Group {
        title: format!("lines of {line} bytes, {size}"),
        measures: MEASURES.to_vec(),
        rounds: if settings.quick { 5 } else { 11 },
        contestants: vec![
            copies(CAT, Path::new("cat"), &[], To::Stdout, &large),
            copies(OURS, &settings.sync_to_async, &["--file"], To::LastArgument, &large),
            copies(TEE, Path::new("tee"), &[], To::LastArgument, &large),
            way(THREADS, Way::Threads, &large),
            way(BLOCKS, Way::Blocks, &large),
            way(LOOP, Way::Loop, &large),
            way(ORIGINAL, Way::Original, &small),
        ],
        baseline: 0,
    })
}

fn contestant(name: &str, mut copy: Copy) -> Contestant {
    Contestant { name: name.to_owned(), ours: name == OURS, run: Box::new(move |_| copy.run()) }
}

/// How long a gigabyte would have taken, in seconds.
fn for_a_gigabyte(elapsed: Duration, bytes: u64) -> f64 {
    elapsed.as_secs_f64() * GIGABYTE / bytes as f64
}

/// How a program is told where to write to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum To {
    Stdout,
    LastArgument,
}

/// A program that copies its stdin to a file.
struct Copy {
    program: PathBuf,
    args: Vec<String>,
    to: To,
    input: Rc<Input>,
    output: PathBuf,
    stop: Stop,
    /// Whether its memory is shown: what a program needs for a few lines says nothing of what it needs for many.
    memory: bool,
    /// Whether the copy has been compared with the input, byte by byte.
    compared: bool,
}

impl Copy {
    /// Every run writes a new file, and the file goes after it: both take time that isn't the program's. What isn't on
    /// the drive yet by then never gets there, so that the drive disturbs as little as it can.
    fn run(&mut self) -> Result<Vec<f64>> {
        let bytes = self.input.make(&self.stop)?;
        let mut command = Command::new(&self.program);
        command.args(&self.args).stdin(self.input.open()?).stdout(Stdio::null());
        match self.to {
            To::LastArgument => command.arg(&self.output),
            To::Stdout => command.stdout(File::create(&self.output).with_context(|| self.written())?),
        };
        let used = program::run(command, &self.stop);
        let checked = used.and_then(|used| self.check(bytes).map(|()| used));
        // It may never have come to be.
        let _ = fs::remove_file(&self.output);
        let used = checked?;
        let peak = used.peak.filter(|_| self.memory);
        Ok(vec![for_a_gigabyte(used.elapsed, bytes), peak.map_or(f64::NAN, |peak| peak as f64)])
    }

    /// The size each time, the contents once: a copy that isn't one would be fast.
    fn check(&mut self, bytes: u64) -> Result<()> {
        let written = fs::metadata(&self.output).with_context(|| self.written())?.len();
        ensure!(written == bytes, "it wrote {written} of {bytes} bytes");
        if !self.compared {
            ensure!(
                input::same(self.input.path(), &self.output, &self.stop)?,
                "what it wrote isn't what it read"
            );
            self.compared = true;
        }
        Ok(())
    }

    fn written(&self) -> String {
        format!("{}: can't be written", self.output.display())
    }
}
