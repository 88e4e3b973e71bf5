//! What the tests of sync-to-async share: a place for their files, and waiting for a file to grow.
#![allow(dead_code, clippy::unwrap_used, reason = "each test program uses some of it")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use shared::testing::{Program, wait_until};

/// A path for the file of one test, in a folder with a space in its name. Nothing is there yet.
pub fn fresh(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sync to async");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    let _ = fs::remove_file(&path);
    path
}

/// Starts the program, which writes to `path`.
pub fn start(path: &Path) -> Program {
    Program::start(Command::new(env!("CARGO_BIN_EXE_sync-to-async")).arg("--file").arg(path))
}

/// What the program should print at its end.
pub fn report(contents: &[u8], path: &Path) -> String {
    let newlines = contents.iter().filter(|&&byte| byte == b'\n').count();
    let open_line = contents.last().is_some_and(|&byte| byte != b'\n');
    let lines = newlines + usize::from(open_line);
    format!("{lines} lines, {} bytes written to {}\n", contents.len(), path.display())
}

/// Waits until the file holds `bytes` bytes.
pub fn wait_for_size(path: &Path, bytes: usize) {
    wait_until(|| fs::metadata(path).is_ok_and(|file| file.len() >= bytes as u64));
}
