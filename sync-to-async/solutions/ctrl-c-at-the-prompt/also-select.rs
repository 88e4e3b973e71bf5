//! Also right: everything but the reading is async, and `select!` waits for both. The reading has a thread of
//! std's: for one of `spawn_blocking` the runtime would wait at the end.

use std::{io, thread};

use flume::{Receiver, bounded};
use shared::exercises::ctrl_c_at_the_prompt::{open, process};
use shared::shutdown::on_signal;
use tokio::select;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let (stop, stopped) = bounded(1);
    on_signal(move || _ = stop.try_send(()))?;

    let (reader, lines) = bounded(1);
    thread::spawn(move || io::stdin().lines().try_for_each(|line| reader.send(line)));

    let (sender, receiver) = bounded(4);
    let handle = tokio::spawn(handler(receiver));
    loop {
        let line = select! {
            biased;
            _ = stopped.recv_async() => break,
            line = lines.recv_async() => line,
        };
        let Ok(line) = line else { break };
        let line = line?;
        eprintln!("accepted {line}");
        sender.send_async(line).await?;
    }

    drop(sender);
    println!("saved {} lines", handle.await??);
    Ok(())
}

async fn handler(receiver: Receiver<String>) -> io::Result<usize> {
    let mut saved = 0;
    let mut file = open().await?;
    while let Ok(line) = receiver.recv_async().await {
        process(&line, &mut file).await?;
        saved += 1;
    }
    Ok(saved)
}
