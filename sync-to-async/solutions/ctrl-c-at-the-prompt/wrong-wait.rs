//! Known-wrong: it waits a while for the saving, and exits.

use std::time::Duration;
use std::{io, thread};

use flume::{Receiver, Selector, bounded};
use shared::exercises::ctrl_c_at_the_prompt::{open, process};
use shared::shutdown::on_signal;

#[expect(clippy::disallowed_methods, reason = "this is the sync side: its threads may block")]
fn main() -> anyhow::Result<()> {
    // Ctrl-C calls this closure.
    let (stop, stopped) = bounded(1);
    on_signal(move || _ = stop.try_send(()))?;

    let (sender, receiver) = bounded(4);
    let handle = thread::spawn(move || handler(receiver));

    // Ctrl-C doesn't interrupt a read, so another thread does the reading. No one joins it: it may never return.
    let (reader, lines) = bounded(0);
    thread::spawn(move || {
        for line in io::stdin().lines() {
            if reader.send(line).is_err() {
                return; // no more lines are accepted
            }
        }
    });
    // Waits for both: Ctrl-C (None), or the next line. An `Err` is the end of the input.
    while let Some(Ok(line)) = Selector::new().recv(&stopped, |_| None).recv(&lines, Some).wait() {
        let line = line?;
        eprintln!("accepted {line}");
        sender.send(line)?;
    }

    drop(sender);
    thread::sleep(Duration::from_millis(300));
    println!("saved 2 lines");
    let _ = handle;
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
