//! The file that the blocks go to.

use std::fmt::{self, Display, Formatter};
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, ensure};
use tokio::task::spawn_blocking;

use super::Block;
use crate::timeline;

/// A file, and how much of it is surely written; displayed as `N lines, M bytes written to PATH`.
pub struct Output {
    file: Arc<File>,
    path: PathBuf,
    written: Written,
}

/// A last line without a newline counts as a line.
#[derive(Clone, Copy, Default)]
struct Written {
    bytes: u64,
    newlines: u64,
    open_line: bool,
}

impl Output {
    /// Creates the file, or empties the one that is there.
    ///
    /// # Errors
    /// When it can't be written to, or is the very file that stdin is read from.
    pub fn create(path: &Path) -> anyhow::Result<Self> {
        ensure!(!is_stdin(path), "{} is what stdin is read from: writing would empty it", path.display());
        #[expect(clippy::disallowed_methods, reason = "called before the async side is started")]
        let file = File::create(path).with_context(|| format!("can't write to {}", path.display()))?;
        Ok(Self { file: Arc::new(file), path: path.to_owned(), written: Written::default() })
    }

    /// Writes these blocks, and returns when the system has them.
    ///
    /// # Errors
    /// When the system doesn't take them: a full disk, for instance. What it took before counts as written, save that
    /// part of a block doesn't.
    pub async fn write(&mut self, blocks: Vec<Block>) -> anyhow::Result<()> {
        let len: usize = blocks.iter().map(Vec::len).sum();
        let _work = timeline::long_work(self.written.bytes..self.written.bytes + len as u64);

        // Writing to a file blocks, so it is done by a thread of the runtime that may. `tokio::fs::File` does it by the same
        // means, but first copies everything into a buffer of its own, and tells only when flushed what became of it.
        let (file, mut written) = (self.file.clone(), self.written);
        let write = move || {
            let outcome = blocks.iter().try_for_each(|block| {
                (&*file).write_all(block)?;
                written.add(block);
                Ok::<_, std::io::Error>(())
            });
            (written, outcome)
        };
        let (written, outcome) = spawn_blocking(write).await?;
        self.written = written;
        outcome.with_context(|| format!("can't write to {}", self.path.display()))
    }

    /// How much is written so far, in bytes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.written.bytes
    }
}

impl Written {
    fn add(&mut self, block: &[u8]) {
        self.bytes += block.len() as u64;
        self.newlines += count_newlines(block);
        self.open_line = block.last().map_or(self.open_line, |&byte| byte != b'\n');
    }
}

/// In chunks whose count fits in a byte, which is what lets the compiler count many bytes at once: ten times as fast.
fn count_newlines(block: &[u8]) -> u64 {
    let count = |chunk: &[u8]| chunk.iter().map(|&byte| u8::from(byte == b'\n')).sum::<u8>();
    block.chunks(255).map(|chunk| u64::from(count(chunk))).sum()
}

impl Display for Output {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Written { bytes, newlines, open_line } = self.written;
        let lines = newlines + u64::from(open_line);
        write!(f, "{lines} lines, {bytes} bytes written to {}", self.path.display())
    }
}

#[cfg(unix)]
fn is_stdin(path: &Path) -> bool {
    use std::os::fd::AsFd;
    use std::os::unix::fs::MetadataExt;

    let stdin = std::io::stdin().as_fd().try_clone_to_owned().map(std::fs::File::from);
    let (Ok(stdin), Ok(file)) = (stdin.and_then(|file| file.metadata()), path.metadata()) else {
        return false;
    };
    // A terminal or a pipe may well be both: nothing is emptied there.
    stdin.is_file() && (stdin.dev(), stdin.ino()) == (file.dev(), file.ino())
}

#[cfg(not(unix))]
fn is_stdin(_: &Path) -> bool {
    false // Windows refuses to open such a file by itself where the shell has it open for reading alone.
}
