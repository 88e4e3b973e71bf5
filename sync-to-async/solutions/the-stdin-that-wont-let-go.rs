//! The stdin that won't let go
//!
//! An auction: each line on stdin is a bid, which is accepted and written into `book.log`. The auction ends
//! when the hammer falls, or when stdin does. Then, when all bids that were accepted are in the book, the
//! program should print how many they were, and end.
//!
//! It prints how many they were. And then it waits until you press Enter once more.
//!
//! `hammer`, `accept` and `process` are in `shared::exercises`. The program must be right with other bids
//! too, and with a slow book.
//!
//! To see it: `cargo xtask workshop run the-stdin-that-wont-let-go`
use std::io;
use std::pin::pin;
use std::thread;

use flume::{Receiver, Sender, bounded};
use shared::exercises::the_stdin_that_wont_let_go::{accept, hammer, process};
use tokio::fs::File;
use tokio::select;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let (sender, receiver) = bounded(4);
    let worker = tokio::spawn(worker(receiver));

    // A read of stdin can't be cancelled. So it takes a thread for which no one waits at the end: one of std's,
    // that isn't joined. For the threads that tokio uses for its stdin the runtime waits.
    let (read_line, lines) = bounded(0);
    thread::spawn(move || read(&read_line));
    let mut hammer = pin!(hammer());
    loop {
        let bid = select! {
            () = &mut hammer => break,
            // An error means that stdin has ended.
            line = lines.recv_async() => line.ok(),
        };
        let Some(bid) = bid else { break };
        let bid = bid?;
        accept(&bid);
        sender.send_async(bid).await?;
    }

    drop(sender);
    println!("sold, after {} bids", worker.await??);
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "runs on a thread of its own, which may block")]
fn read(lines: &Sender<io::Result<String>>) {
    for line in io::stdin().lines() {
        if lines.send(line).is_err() {
            return; // the auction is over
        }
    }
}

async fn worker(receiver: Receiver<String>) -> io::Result<usize> {
    let mut bids = 0;
    let mut book = File::create("book.log").await?;
    while let Ok(bid) = receiver.recv_async().await {
        process(&bid, &mut book).await?;
        bids += 1;
    }
    Ok(bids)
}
