//! Known-wrong: the runtime waits for a thread that reads.

use std::{io, thread};

use flume::{Receiver, bounded};
use shared::exercises::ctrl_c_at_the_prompt::{open, process};
use shared::shutdown::on_signal;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // Ctrl-C calls this closure.
    let (stop, stopped) = bounded(1);
    on_signal(move || _ = stop.try_send(()))?;

    let (sender, receiver) = bounded(4);
    let handle = thread::spawn(move || handler(receiver));

    loop {
        let next = tokio::task::spawn_blocking(|| io::stdin().lines().next());
        let line = tokio::select! {
            _ = stopped.recv_async() => break,
            line = next => line?,
        };
        let Some(line) = line else { break };
        let line = line?;
        eprintln!("accepted {line}");
        sender.send_async(line).await?;
    }

    drop(sender);
    let saved = handle.join().expect("the handler doesn't panic")?;
    println!("saved {saved} lines");
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn handler(receiver: Receiver<String>) -> io::Result<usize> {
    let mut saved = 0;
    let mut file = open().await?;
    while let Ok(line) = receiver.recv_async().await {
        process(&line, &mut file).await?;
        saved += 1;
    }
    Ok(saved)
}
