//! Known-wrong: a flag, which is looked at after the next line.

use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::{io, thread};

use flume::{Receiver, bounded};
use shared::exercises::ctrl_c_at_the_prompt::{open, process};
use shared::shutdown::on_signal;

#[expect(clippy::disallowed_methods, reason = "this is the sync side: its threads may block")]
fn main() -> anyhow::Result<()> {
    // Ctrl-C calls this closure.
    static STOPPED: AtomicBool = AtomicBool::new(false);
    on_signal(|| STOPPED.store(true, SeqCst))?;

    let (sender, receiver) = bounded(4);
    let handle = thread::spawn(move || handler(receiver));

    let mut lines = io::stdin().lines();
    while !STOPPED.load(SeqCst) {
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
        process(&line, &mut file).await?;
        saved += 1;
    }
    Ok(saved)
}
