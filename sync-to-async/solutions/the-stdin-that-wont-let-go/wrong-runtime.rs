//! Known-wrong: the runtime is left behind, and the worker with it.

use std::io;
use std::pin::pin;

use flume::{Receiver, bounded};
use shared::exercises::the_stdin_that_wont_let_go::{accept, hammer, process};
use tokio::fs::File;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::runtime::Builder;
use tokio::select;

fn main() -> anyhow::Result<()> {
    let runtime = Builder::new_multi_thread().enable_all().build()?;
    let sold = runtime.block_on(auction());
    runtime.shutdown_background();
    sold
}

async fn auction() -> anyhow::Result<()> {
    let mut bids = 0;
    let (sender, receiver) = bounded(4);
    tokio::spawn(worker(receiver));

    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    let mut hammer = pin!(hammer());
    loop {
        let bid = select! {
            () = &mut hammer => break,
            line = lines.next_line() => line?,
        };
        let Some(bid) = bid else { break };
        accept(&bid);
        bids += 1;
        sender.send_async(bid).await?;
    }

    drop(sender);
    println!("sold, after {bids} bids");
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
