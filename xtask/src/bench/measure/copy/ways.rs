//! Ways to copy stdin to a file that no program of the system has: each the shortest that does it.

use std::fs::File;
use std::io::{self, BufRead, BufWriter, Read, Write};
use std::path::Path;
use std::sync::mpsc::sync_channel;
use std::thread;

use anyhow::{Context, Result};
use shared::blocks::Blocks;
use tokio::io::AsyncWriteExt;

/// How many blocks may wait, as in sync-to-async.
const QUEUE: usize = 4;
/// How much is read at a time, in bytes, as in sync-to-async.
const BLOCK: usize = 512 << 10;

/// A way to copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Two threads, which pass on the blocks of sync-to-async.
    Threads,
    /// One thread, as much at a time as there is.
    Blocks,
    /// One thread, a line at a time, which gathers them for larger writes.
    Loop,
    /// A thread passes on a line at a time, without a bound, and async code writes each by itself.
    Original,
}

impl Way {
    const ALL: [Way; 4] = [Way::Threads, Way::Blocks, Way::Loop, Way::Original];

    /// What the command line calls it.
    pub fn name(self) -> &'static str {
        match self {
            Way::Threads => "threads",
            Way::Blocks => "blocks",
            Way::Loop => "loop",
            Way::Original => "original",
        }
    }

    /// The way of that name.
    pub fn read(name: &str) -> Result<Way, &'static str> {
        Way::ALL
            .into_iter()
            .find(|way| way.name() == name)
            .ok_or("it must be threads, blocks, loop or original")
    }

    /// Copies stdin to this file.
    ///
    /// # Errors
    /// When stdin can't be read or the file can't be written.
    pub fn copy(self, path: &Path) -> Result<()> {
        let file = File::create(path).with_context(|| format!("{}: can't be written", path.display()))?;
        let copied = match self {
            Way::Threads => threads(file),
            Way::Blocks => block_by_block(file),
            Way::Loop => line_by_line(file),
            Way::Original => original(file),
        };
        copied.with_context(|| format!("stdin can't be copied to {}", path.display()))
    }
}

fn threads(mut file: File) -> io::Result<()> {
    let (sender, blocks) = sync_channel(QUEUE);
    thread::spawn(move || Blocks::new(io::stdin()).try_for_each(|block| sender.send(block)));
    blocks.into_iter().try_for_each(|block| file.write_all(&block?))
}

fn block_by_block(mut file: File) -> io::Result<()> {
    let mut input = io::stdin().lock();
    let mut buffer = vec![0; BLOCK];
    loop {
        match input.read(&mut buffer)? {
            0 => return Ok(()),
            read => file.write_all(&buffer[..read])?,
        }
    }
}

fn line_by_line(file: File) -> io::Result<()> {
    let mut input = io::stdin().lock();
    let mut output = BufWriter::new(file);
    let mut line = String::new();
    while input.read_line(&mut line)? > 0 {
        output.write_all(line.as_bytes())?;
        line.clear();
    }
    output.flush()
}

#[tokio::main(flavor = "current_thread")]
async fn original(file: File) -> io::Result<()> {
    let (sender, receiver) = flume::unbounded();
    thread::spawn(move || io::stdin().lines().try_for_each(|line| sender.send(line)));
    let mut file = tokio::fs::File::from_std(file);
    while let Ok(line) = receiver.recv_async().await {
        let line = line? + "\n";
        file.write_all(line.as_bytes()).await?;
    }
    file.flush().await
}
