//! Ctrl-C at the prompt
//!
//! What is typed at the prompt is accepted line by line and handed to async code, which writes it to
//! `output.log`. At the end of the input the file goes to a backup server as well, which doesn't answer
//! today.
//!
//! Ctrl-C should be the end of the input, at once: nothing more is accepted, and what was accepted is in the
//! file (`saved`, it says). A second Ctrl-C should end the program on the spot, with exit status 130,
//! whatever it is waiting for: `on_signal` sees to that, if it is let.
//!
//! After Ctrl-C it waits for the next line. That one it takes as well. And as long as it waits for it,
//! further Ctrl-Cs are ignored.
//!
//! To see it: `cargo xtask workshop run ctrl-c-at-the-prompt`

use std::{io, thread};

use flume::{Receiver, bounded};
use shared::shutdown::on_signal;
use tokio::fs::File;
use tokio::io::AsyncWriteExt;

#[expect(clippy::disallowed_methods, reason = "this is the sync side: its threads may block")]
fn main() -> anyhow::Result<()> {
    // The first Ctrl-C calls this closure; the second ends the program.
    let (stop, stopped) = bounded(0);
    on_signal(move || _ = stop.send(()))?;

    let (sender, receiver) = bounded(4);
    let handle = thread::spawn(move || handler(receiver));

    let mut lines = io::stdin().lines();
    while stopped.try_recv().is_err() {
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
