//! Known-wrong: a time limit for each bid. The read goes on after it.

use std::io;
use std::pin::pin;
use std::time::Duration;

use flume::{Receiver, bounded};
use shared::exercises::the_stdin_that_wont_let_go::{accept, hammer, process};
use tokio::fs::File;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::select;
use tokio::time::timeout;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let (sender, receiver) = bounded(4);
    let worker = tokio::spawn(worker(receiver));

    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    let mut hammer = pin!(hammer());
    loop {
        let bid = select! {
            () = &mut hammer => break,
            line = timeout(Duration::from_secs(1), lines.next_line()) => match line {
                Ok(line) => line?,
                Err(_) => break,
            },
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
        process(&bid, &mut book).await?;
        bids += 1;
    }
    Ok(bids)
}
