//! Known-wrong: a flag, looked at before each line. The line must come first.

use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::{io, thread};

use flume::{Receiver, bounded};
use shared::shutdown::on_signal;
use tokio::fs::File;
use tokio::io::AsyncWriteExt;

#[expect(clippy::disallowed_methods, reason = "this is the sync side: its threads may block")]
fn main() -> anyhow::Result<()> {
    // The first Ctrl-C calls this closure; the second ends the program.
    static STOPPED: AtomicBool = AtomicBool::new(false);
    on_signal(|| STOPPED.store(true, SeqCst))?;

    let (sender, receiver) = bounded(4);
    let handle = thread::spawn(move || handler(receiver));

    let mut lines = io::stdin().lines();
    while !STOPPED.load(SeqCst) {
        let Some(line) = lines.next() else { break };
        let line = line?;
        sender.send(line.clone())?;
        eprintln!("accepted {line}");
    }

    drop(sender);
    handle.join().expect("the handler doesn't panic")?;
    eprintln!("saved");
    back_up();
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn handler(receiver: Receiver<String>) -> io::Result<()> {
    let mut file = File::create("output.log").await?;
    while let Ok(line) = receiver.recv_async().await {
        file.write_all(format!("{line}\n").as_bytes()).await?;
    }
    file.flush().await
}

/// The backup server doesn't answer.
fn back_up() {
    eprintln!("waiting for the backup server");
    loop {
        thread::park();
    }
}
