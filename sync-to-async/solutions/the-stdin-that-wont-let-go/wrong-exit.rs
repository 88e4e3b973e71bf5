//! Known-wrong: `exit`, when the hammer falls.

use std::io;
use std::pin::pin;
use std::process;

use flume::{Receiver, bounded};
use shared::exercises::the_stdin_that_wont_let_go::{accept, hammer, process as save};
use tokio::fs::File;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::select;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let (sender, receiver) = bounded(4);
    let worker = tokio::spawn(worker(receiver));

    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    let mut hammer = pin!(hammer());
    loop {
        let bid = select! {
            () = &mut hammer => process::exit(0),
            line = lines.next_line() => line?,
        };
        let Some(bid) = bid else { break };
        accept(&bid);
        sender.send_async(bid).await?;
    }

    drop(sender);
    println!("sold, after {} bids", worker.await??);
    Ok(())
}

async fn worker(receiver: Receiver<String>) -> io::Result<usize> {
    let mut bids = 0;
    let mut book = File::create("book.log").await?;
    while let Ok(bid) = receiver.recv_async().await {
        save(&bid, &mut book).await?;
        bids += 1;
    }
    Ok(bids)
}
