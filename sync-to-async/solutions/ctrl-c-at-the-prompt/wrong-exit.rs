//! Known-wrong: Ctrl-C ends the program on the spot.

use std::{io, process, thread};

use flume::{Receiver, bounded};
use shared::exercises::ctrl_c_at_the_prompt::{open, process as save};
use shared::shutdown::on_signal;

#[expect(clippy::disallowed_methods, reason = "this is the sync side: its threads may block")]
fn main() -> anyhow::Result<()> {
    // Ctrl-C calls this closure.
    let (stop, stopped) = bounded(1);
    on_signal(move || {
        let _ = stop.try_send(());
        process::exit(0);
    })?;

    let (sender, receiver) = bounded(4);
    let handle = thread::spawn(move || handler(receiver));

    let mut lines = io::stdin().lines();
    while stopped.try_recv().is_err() {
        let Some(line) = lines.next() else { break };
        let line = line?;
        eprintln!("accepted {line}");
        sender.send(line)?;
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
        save(&line, &mut file).await?;
        saved += 1;
    }
    Ok(saved)
}
