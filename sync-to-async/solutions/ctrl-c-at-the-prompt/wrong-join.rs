//! Known-wrong: a reader on its own, and a gate; and then the reader is joined.

use std::{io, thread};

use flume::{Receiver, Selector, bounded};
use shared::shutdown::on_signal;
use tokio::fs::File;
use tokio::io::AsyncWriteExt;

#[expect(clippy::disallowed_methods, reason = "this is the sync side: its threads may block")]
fn main() -> anyhow::Result<()> {
    let (stop, stopped) = bounded(1);
    on_signal(move || _ = stop.try_send(()))?;

    let (sender, receiver) = bounded(4);
    let handle = thread::spawn(move || handler(receiver));

    let (reader, lines) = bounded(0);
    let reading = thread::spawn(move || io::stdin().lines().try_for_each(|line| reader.send(line)));

    loop {
        let line = Selector::new().recv(&stopped, |_| None).recv(&lines, Result::ok).wait();
        let Some(line) = line else { break };
        let line = line?;
        sender.send(line.clone())?;
        eprintln!("accepted {line}");
    }

    // Whether the reader still has a line?
    let _ = reading.join();
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
