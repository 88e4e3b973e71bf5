//! Ctrl-C at the prompt, solved another way: everything but the reading is async, and `select!` is the gate.
//! The reading has a thread of std's all the same: for one of `spawn_blocking` the runtime would wait at the
//! end.

use std::{io, thread};

use flume::{Receiver, bounded};
use shared::shutdown::on_signal;
use tokio::fs::File;
use tokio::io::AsyncWriteExt;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let (stop, stopped) = bounded(1);
    on_signal(move || _ = stop.try_send(()))?;

    let (reader, lines) = bounded(1);
    thread::spawn(move || read(&reader));

    let (sender, receiver) = bounded(4);
    let handle = tokio::spawn(handler(receiver));
    loop {
        let line = tokio::select! {
            biased;
            _ = stopped.recv_async() => break,
            line = lines.recv_async() => line,
        };
        let Ok(line) = line else { break };
        sender.send_async(line.clone()).await?;
        eprintln!("accepted {line}");
    }

    drop(sender);
    handle.await??;
    eprintln!("saved");
    back_up().await;
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a thread of its own may block")]
fn read(reader: &flume::Sender<String>) {
    for line in io::stdin().lines().map_while(Result::ok) {
        if reader.send(line).is_err() {
            return; // the gate is closed
        }
    }
}

async fn handler(receiver: Receiver<String>) -> io::Result<()> {
    let mut file = File::create("output.log").await?;
    while let Ok(line) = receiver.recv_async().await {
        file.write_all(format!("{line}\n").as_bytes()).await?;
    }
    file.flush().await
}

/// The backup server doesn't answer.
async fn back_up() {
    eprintln!("waiting for the backup server");
    std::future::pending::<()>().await;
}
