//! Ctrl-C at the prompt, solved: the reading gets a thread that nobody waits for, and `main` is the gate.

use std::{io, thread};

use flume::{Receiver, Selector, bounded};
use shared::shutdown::on_signal;
use tokio::fs::File;
use tokio::io::AsyncWriteExt;

#[expect(clippy::disallowed_methods, reason = "this is the sync side: its threads may block")]
fn main() -> anyhow::Result<()> {
    // The closure must not block, or the second Ctrl-C isn't seen: there is always room for the first, and
    // `try_send` wouldn't wait for it either.
    let (stop, stopped) = bounded(1);
    on_signal(move || _ = stop.try_send(()))?;

    let (sender, receiver) = bounded(4);
    let handle = thread::spawn(move || handler(receiver));

    // Nothing wakes a thread that is blocked in a read: std takes a signal as no reason to return. So nobody
    // joins this one; it ends with the program.
    let (reader, lines) = bounded(0);
    thread::spawn(move || io::stdin().lines().try_for_each(|line| reader.send(line)));

    loop {
        // Whichever comes first: Ctrl-C, a line, or (an `Err`) the end of the input.
        let line = Selector::new().recv(&stopped, |_| None).recv(&lines, Result::ok).wait();
        let Some(line) = line else { break };
        // A line counts once it is here. What the reader may still have in its hand was never accepted.
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
