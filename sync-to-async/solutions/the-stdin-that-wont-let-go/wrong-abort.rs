//! Known-wrong: a task reads, and is aborted.

use std::io;
use std::pin::pin;

use flume::{Receiver, bounded};
use shared::exercises::the_stdin_that_wont_let_go::{accept, hammer, process};
use tokio::fs::File;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::select;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let (sender, receiver) = bounded(4);
    let worker = tokio::spawn(worker(receiver));

    let (read_line, lines) = bounded(0);
    let reading = tokio::spawn(async move {
        let mut lines = BufReader::new(tokio::io::stdin()).lines();
        while let Some(line) = lines.next_line().await? {
            let _ = read_line.send_async(line).await;
        }
        io::Result::Ok(())
    });
    let mut hammer = pin!(hammer());
    loop {
        let bid = select! {
            () = &mut hammer => break,
            line = lines.recv_async() => line.ok(),
        };
        let Some(bid) = bid else { break };
        accept(&bid);
        sender.send_async(bid).await?;
    }

    drop(sender);
    reading.abort();
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
