//! The write that lied
//!
//! Async code, on a thread of its own, saves reports. One place is on a disk that is full (Linux has one for
//! such occasions, `/dev/full`).
//!
//! It should print `saved` and the path for each report that is saved, and on stderr `failed:`, the path and
//! the system's reason for each that isn't. If one failed, the exit status should be 1.
//!
//! It prints `saved` for every report, and ends with exit status 0. Of one report not a byte was written, and
//! no error is thrown away: each `?` is in its place.
//!
//! `tasks` is in `shared::exercises`. The program must be right with other reports and places too.
//!
//! To see it: `cargo xtask workshop run the-write-that-lied`

use std::io;
use std::process::ExitCode;
use std::thread;

use flume::{Receiver, bounded};
use shared::exercises::the_write_that_lied::{Task, tasks};
use tokio::fs::File;
use tokio::io::AsyncWriteExt;

#[expect(clippy::disallowed_methods, reason = "this is the sync side: its threads may block")]
fn main() -> anyhow::Result<ExitCode> {
    let (sender, receiver) = bounded(1);
    let handle = thread::spawn(move || handler(receiver));

    for task in tasks() {
        sender.send(task)?;
    }
    drop(sender);

    Ok(handle.join().expect("the handler doesn't panic"))
}

#[tokio::main(flavor = "current_thread")]
async fn handler(receiver: Receiver<Task>) -> ExitCode {
    let mut status = ExitCode::SUCCESS;
    while let Ok(task) = receiver.recv_async().await {
        match process(&task).await {
            Ok(()) => println!("saved {}", task.path),
            Err(error) => {
                eprintln!("failed: {}: {error}", task.path);
                status = ExitCode::FAILURE;
            }
        }
    }
    status
}

async fn process(task: &Task) -> io::Result<()> {
    let mut file = File::create(task.path).await?;
    file.write_all(task.report.as_bytes()).await?;
    Ok(())
}
