//! Ctrl-C at the prompt
//!
//! What is typed at the prompt is accepted line by line and handed to async code, which writes it to
//! `output.log`.
//!
//! Ctrl-C should end the input at once, as the end of the input does: nothing more is accepted, and when all
//! that was accepted is in the file, the program prints how many lines it saved, and ends with exit status 0.
//!
//! After Ctrl-C it waits for the next line, and takes it as well. Until one comes, it doesn't end.
//!
//! `open` and `process` are in `shared::exercises`. The program must be right with other lines too, with a
//! slow file, and with or without Ctrl-C.
//!
//! To see it: `cargo xtask workshop run ctrl-c-at-the-prompt`

use std::{io, thread};

use flume::{Receiver, bounded};
use shared::exercises::ctrl_c_at_the_prompt::{open, process};
use shared::shutdown::on_signal;

#[expect(clippy::disallowed_methods, reason = "this is the sync side: its threads may block")]
fn main() -> anyhow::Result<()> {
    // Ctrl-C calls this closure.
    let (stop, stopped) = bounded(1);
    on_signal(move || _ = stop.try_send(()))?;

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
        process(&line, &mut file).await?;
        saved += 1;
    }
    Ok(saved)
}
