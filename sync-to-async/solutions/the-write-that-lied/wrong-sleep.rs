//! Known-wrong: time for the other thread to write, and no one who asks it how it went.

use std::io;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use flume::{Receiver, bounded};
use shared::exercises::the_write_that_lied::{Task, tasks};
use tokio::fs::File;
use tokio::io::AsyncWriteExt;
use tokio::time::sleep;

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
    sleep(Duration::from_millis(100)).await;
    Ok(())
}
