//! What is copied: a file of lines, all of them different.

use std::fs::{self, File};
use std::io::{BufReader, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

use crate::run::Stop;

/// How much is written or compared at a time.
const CHUNK: usize = 1 << 20;
/// How many chunks go to the drive at once.
const AT_ONCE: u32 = 64;
/// What stays free on the drive.
const SPARE: u64 = 100_000_000;
/// With less, starting a program takes longer than the copying.
const LEAST: u64 = 10_000_000;

/// A file of lines, made when it is first needed and removed when nobody needs it any more.
pub struct Input {
    path: PathBuf,
    line: usize,
    bytes: u64,
}

impl Input {
    /// So many bytes of lines that are so long; nothing is written yet.
    pub fn new(path: PathBuf, line: usize, bytes: u64) -> Input {
        // Whole lines only.
        Input { path, line, bytes: bytes - bytes % line as u64 }
    }

    /// Makes the file, if it isn't there yet. Returns its size.
    pub fn make(&self, stop: &Stop) -> Result<u64> {
        let context = || format!("{}: can't be written", self.path.display());
        let file = match File::create_new(&self.path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => return Ok(self.bytes),
            file => file.with_context(context)?,
        };
        self.write(file, stop).with_context(context)?;
        Ok(self.bytes)
    }

    /// Opens the file, as a program's stdin.
    pub fn open(&self) -> Result<File> {
        File::open(&self.path).with_context(|| format!("{}: can't be read", self.path.display()))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Numbers of `line` characters, with the newline: so that what is lost or changes places shows.
    ///
    /// When it is made it is on the drive: the system would else write it while others are being measured.
    fn write(&self, mut file: File, stop: &Stop) -> Result<()> {
        let mut line = vec![b'0'; self.line - 1];
        line.push(b'\n');
        let mut left = self.bytes / self.line as u64;
        let mut chunks = 0;
        let mut chunk = Vec::with_capacity(CHUNK + self.line);
        while left > 0 {
            ensure!(!stop.is_set(), "stopped");
            chunk.clear();
            while left > 0 && chunk.len() < CHUNK {
                chunk.extend_from_slice(&line);
                count_up(&mut line[..self.line - 1]);
                left -= 1;
            }
            file.write_all(&chunk)?;
            chunks += 1;
            // Not all at the end: nothing could cut that short.
            if chunks % AT_ONCE == 0 || left == 0 {
                file.sync_data()?;
            }
        }
        Ok(())
    }
}

impl Drop for Input {
    fn drop(&mut self) {
        // It may never have been made.
        let _ = fs::remove_file(&self.path);
    }
}

fn count_up(digits: &mut [u8]) {
    for digit in digits.iter_mut().rev() {
        if *digit < b'9' {
            *digit += 1;
            return;
        }
        *digit = b'0';
    }
}

/// As many bytes as are wanted, or a tenth or a hundredth of it, if no more has room here twice.
pub fn room_for(folder: &Path, wanted: u64) -> Result<u64> {
    let Some(free) = free(folder) else {
        return Ok(wanted);
    };
    match fitting(wanted, free) {
        Some(size) => Ok(size),
        None => bail!(
            "{}: has only {} MB free; copying needs at least {} MB",
            folder.display(),
            free / 1_000_000,
            (2 * LEAST + SPARE) / 1_000_000
        ),
    }
}

fn fitting(wanted: u64, free: u64) -> Option<u64> {
    let sizes = [wanted, wanted / 10, wanted / 100];
    sizes.into_iter().find(|&size| size >= LEAST && 2 * size + SPARE <= free)
}

/// How much the drive of this folder has left for us, where the system tells.
#[cfg(unix)]
fn free(folder: &Path) -> Option<u64> {
    let drive = nix::sys::statvfs::statvfs(folder).ok()?;
    // The types differ from one system to the next.
    #[allow(clippy::unnecessary_cast, clippy::useless_conversion)]
    Some(u64::from(drive.blocks_available()).saturating_mul(drive.fragment_size() as u64))
}

#[cfg(not(unix))]
fn free(_folder: &Path) -> Option<u64> {
    None
}

/// Whether two files of the same size have the same contents.
pub fn same(one: &Path, other: &Path, stop: &Stop) -> Result<bool> {
    let open = |path: &Path| {
        let file = File::open(path).with_context(|| format!("{}: can't be read", path.display()))?;
        anyhow::Ok(BufReader::with_capacity(CHUNK, file))
    };
    let (mut one, mut other) = (open(one)?, open(other)?);
    let (mut of_one, mut of_other) = (vec![0; CHUNK], vec![0; CHUNK]);
    loop {
        ensure!(!stop.is_set(), "stopped");
        let read = one.read(&mut of_one).context("the input can't be read")?;
        if read == 0 {
            return Ok(true);
        }
        other.read_exact(&mut of_other[..read]).context("the copy can't be read")?;
        if of_one[..read] != of_other[..read] {
            return Ok(false);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of a test's own, which goes with it.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Folder {
            let folder = std::env::temp_dir().join(format!("xtask input {} {name}", std::process::id()));
            fs::create_dir_all(&folder).unwrap();
            Folder(folder)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn it_has_whole_lines_of_the_length_wanted_and_all_of_them_differ() {
        let folder = Folder::new("lines");
        let input = Input::new(folder.0.join("lines"), 10, 10_000_009);
        assert_eq!(input.make(&Stop::default()).unwrap(), 10_000_000);
        let mut lines: Vec<String> =
            fs::read_to_string(input.path()).unwrap().lines().map(str::to_owned).collect();
        assert!(lines.iter().all(|line| line.len() == 9));
        lines.dedup();
        assert_eq!(lines.len(), 1_000_000);
        assert!(lines.is_sorted());
    }

    #[test]
    fn it_goes_when_nobody_needs_it() {
        let folder = Folder::new("goes");
        let input = Input::new(folder.0.join("lines"), 10, 100);
        input.make(&Stop::default()).unwrap();
        assert_eq!(input.make(&Stop::default()).unwrap(), 100, "made once, used often");
        drop(input);
        assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 0);
    }

    #[test]
    fn a_single_wrong_byte_is_noticed() {
        let folder = Folder::new("same");
        let (one, other) = (folder.0.join("one"), folder.0.join("other"));
        let mut contents = vec![b'x'; CHUNK + 10];
        fs::write(&one, &contents).unwrap();
        fs::write(&other, &contents).unwrap();
        assert!(same(&one, &other, &Stop::default()).unwrap());
        contents[CHUNK + 5] = b'y';
        fs::write(&other, &contents).unwrap();
        assert!(!same(&one, &other, &Stop::default()).unwrap());
    }

    #[test]
    fn with_less_room_it_is_smaller() {
        assert_eq!(fitting(1_000_000_000, 2_100_000_000), Some(1_000_000_000));
        assert_eq!(fitting(1_000_000_000, 2_099_999_999), Some(100_000_000));
        assert_eq!(fitting(1_000_000_000, 150_000_000), Some(10_000_000));
        assert_eq!(fitting(1_000_000_000, 119_999_999), None);
    }
}
