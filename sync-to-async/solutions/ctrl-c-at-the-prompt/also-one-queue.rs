//! Also right: Ctrl-C and lines come through one channel, and so in the order in which they happen.

use std::{io, thread};

use flume::{Receiver, bounded, unbounded};
use shared::exercises::ctrl_c_at_the_prompt::{open, process};
use shared::shutdown::on_signal;

#[expect(clippy::disallowed_methods, reason = "this is the sync side: its threads may block")]
fn main() -> anyhow::Result<()> {
    // Ctrl-C calls this closure.
    let (event, events) = unbounded();
    let stop = event.clone();
    on_signal(move || _ = stop.send(None))?;

    let (sender, receiver) = bounded(4);
    let handle = thread::spawn(move || handler(receiver));

    thread::spawn(move || {
        for line in io::stdin().lines() {
            let _ = event.send(Some(line)); // fails when no more lines are accepted
        }
        let _ = event.send(None);
    });
    while let Ok(Some(line)) = events.recv() {
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
