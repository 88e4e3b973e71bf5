//! How long does it take to copy a file with sync-to-async, and how long by other means?
//!
//! ```sh
//! cargo bench -p sync-to-async --features bench
//! ```
//!
//! `cat`, `dd` and sync-to-async run as programs, from start to exit. The others are functions below. Each
//! run creates a file, which is checked and removed outside the measured time. Compare the throughput:
//! `line_per_message` is so slow that it copies only the beginning of the input.

#![expect(clippy::disallowed_methods, reason = "what copies here may block")]

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::sync_channel;
use std::thread;

use divan::Bencher;
use divan::counter::BytesCount;
use shared::blocks::Blocks;
use tokio::io::AsyncWriteExt;
use tokio::runtime;

/// The length of the input. A debug build only shows that the benches work.
const BYTES: u64 = if cfg!(debug_assertions) { 1_000_000 } else { 200_000_000 };
/// The length of the part that `line_per_message` copies.
const FEW_BYTES: u64 = BYTES / 500;
/// The length of a line, with its newline.
const LINES: [u64; 2] = [80, 10];
/// How many blocks wait at most, as in sync-to-async.
const CAPACITY: usize = 4;

fn main() -> io::Result<()> {
    for line in LINES {
        create_input(line)?;
    }
    divan::main();
    LINES.into_iter().try_for_each(|line| fs::remove_file(input(line)))
}

#[cfg(unix)]
#[divan::bench(args = LINES, sample_count = 15, sample_size = 1)]
fn cat(bencher: Bencher, line: u64) {
    bench(bencher, line, BYTES, |input, output| {
        run(Command::new("cat").stdin(File::open(input)?).stdout(File::create(output)?))
    });
}

#[cfg(unix)]
#[divan::bench(args = LINES, sample_count = 15, sample_size = 1)]
fn dd(bencher: Bencher, line: u64) {
    bench(bencher, line, BYTES, |input, output| {
        run(Command::new("dd").arg("bs=524288").stdin(File::open(input)?).stdout(File::create(output)?))
    });
}

#[divan::bench(args = LINES, sample_count = 15, sample_size = 1)]
fn sync_to_async(bencher: Bencher, line: u64) {
    bench(bencher, line, BYTES, |input, output| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sync-to-async"));
        run(command.arg("--file").arg(output).stdin(File::open(input)?).stdout(Stdio::null()))
    });
}

/// Two threads, without async code, that pass on the same blocks.
#[divan::bench(args = LINES, sample_count = 15, sample_size = 1)]
fn std_threads(bencher: Bencher, line: u64) {
    bench(bencher, line, BYTES, |input, output| {
        let (input, mut output) = (File::open(input)?, File::create(output)?);
        let (sender, blocks) = sync_channel(CAPACITY);
        thread::spawn(move || Blocks::new(input).try_for_each(|block| sender.send(block)));
        blocks.into_iter().try_for_each(|block| output.write_all(&block?))
    });
}

/// One thread, which collects the lines for larger writes.
#[divan::bench(args = LINES, sample_count = 15, sample_size = 1)]
fn line_by_line(bencher: Bencher, line: u64) {
    bench(bencher, line, BYTES, |input, output| {
        let (mut input, mut output) =
            (BufReader::new(File::open(input)?), BufWriter::new(File::create(output)?));
        let mut line = String::new();
        while input.read_line(&mut line)? > 0 {
            output.write_all(line.as_bytes())?;
            line.clear();
        }
        output.flush()
    });
}

/// A thread that sends each line as a message, and async code that writes each by itself.
#[divan::bench(args = LINES, sample_count = 15, sample_size = 1)]
fn line_per_message(bencher: Bencher, line: u64) {
    let runtime = runtime::Builder::new_current_thread().build().expect("a runtime");
    bench(bencher, line, FEW_BYTES, |input, output| {
        let input = BufReader::new(File::open(input)?.take(FEW_BYTES));
        let (sender, receiver) = flume::unbounded();
        thread::spawn(move || input.lines().try_for_each(|line| sender.send(line)));
        runtime.block_on(async {
            let mut output = tokio::fs::File::create(output).await?;
            while let Ok(line) = receiver.recv_async().await {
                let line = line? + "\n";
                output.write_all(line.as_bytes()).await?;
            }
            output.flush().await
        })
    });
}

/// Measures `copy`, which copies `bytes` of an input to a new file.
fn bench(bencher: Bencher, line: u64, bytes: u64, copy: impl Fn(&Path, &Path) -> io::Result<()>) {
    let input = input(line);
    bencher
        .counter(BytesCount::new(bytes))
        .with_inputs(|| Output { path: folder().join("copy.out"), bytes })
        .bench_local_values(|output| {
            copy(&input, &output.path).expect("a copy");
            output
        });
}

/// The file that a run creates.
struct Output {
    path: PathBuf,
    bytes: u64,
}

impl Drop for Output {
    fn drop(&mut self) {
        let length = fs::metadata(&self.path).expect("a file").len();
        assert_eq!(length, self.bytes, "the length of the copy");
        fs::remove_file(&self.path).expect("a file that can be removed");
    }
}

fn run(command: &mut Command) -> io::Result<()> {
    let status = command.stderr(Stdio::null()).status()?;
    if status.success() { Ok(()) } else { Err(io::Error::other(format!("{command:?}: {status}"))) }
}

fn folder() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
}

fn input(line: u64) -> PathBuf {
    folder().join(format!("copy.{line}"))
}

/// Writes a file of lines that are `line` bytes long.
fn create_input(line: u64) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(input(line))?);
    let digits = line as usize - 1;
    for number in 0..BYTES / line {
        writeln!(file, "{number:0digits$}")?;
    }
    // Otherwise the system would write it to the disk during the first runs.
    file.into_inner()?.sync_all()
}
