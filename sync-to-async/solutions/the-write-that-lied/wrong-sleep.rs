//! Known-wrong: time for the other thread to write, and nobody who asks it how it went.

use std::io;
use std::process::ExitCode;
use std::thread;

use flume::{Receiver, bounded};
use tokio::fs::File;
use tokio::io::AsyncWriteExt;

const PLACES: [&str; 2] = ["output.log", "/dev/full"];
const REPORT: &str = "All is well.\nNobody called.\n";

struct Task {
    path: &'static str,
    report: String,
}

#[expect(clippy::disallowed_methods, reason = "this is the sync side: its threads may block")]
fn main() -> anyhow::Result<ExitCode> {
    let (sender, receiver) = bounded(1);
    let handle = thread::spawn(move || handler(receiver));

    for path in PLACES {
        sender.send(Task { path, report: REPORT.to_owned() })?;
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
                eprintln!("can't save {}: {error}", task.path);
                status = ExitCode::FAILURE;
            }
        }
    }
    status
}

async fn process(task: &Task) -> io::Result<()> {
    let mut file = File::create(task.path).await?;
    file.write_all(task.report.as_bytes()).await?;
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    Ok(())
}
