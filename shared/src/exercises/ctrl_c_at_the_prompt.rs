//! A file that takes its time.

use tokio::fs::File;
use tokio::io::{self, AsyncWriteExt};

use super::{sleep, world};
use crate::note;

const VARIANTS: [&str; 1] = ["slow"];

/// Opens `output.log`.
///
/// # Errors
/// When that fails.
pub async fn open() -> io::Result<File> {
    File::create("output.log").await
}

/// Saves a line.
///
/// # Errors
/// When that fails.
pub async fn process(line: &str, file: &mut File) -> io::Result<()> {
    let stalls = world(&VARIANTS) == "slow" && ["a", "f"].contains(&line);
    sleep(if stalls { 2200 } else { 5 }).await;
    file.write_all(format!("{line}\n").as_bytes()).await?;
    file.flush().await?;
    note(format_args!("in the file: {line}"));
    Ok(())
}
