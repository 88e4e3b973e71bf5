//! The client inside the program.

use std::net::SocketAddr;

use anyhow::{Context, ensure};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use crate::print;

/// Sends `numbers` to the server at `address`, and prints the answers as they come.
///
/// # Errors
/// When the connection fails, or closes before all numbers are answered.
pub(super) async fn ask(address: SocketAddr, numbers: &[u64]) -> anyhow::Result<()> {
    let socket = TcpStream::connect(address).await.with_context(|| format!("can't connect to {address}"))?;
    let (read, mut write) = socket.into_split();
    let lines: String = numbers.iter().map(|number| format!("{number}\n")).collect();
    write.write_all(lines.as_bytes()).await.context("can't send the numbers")?;
    // The end of the numbers, and not of the answers.
    drop(write);

    let mut answers = BufReader::new(read).lines();
    let mut count = 0;
    while let Some(answer) = answers.next_line().await.context("the connection broke")? {
        print(answer)?;
        count += 1;
    }
    ensure!(count == numbers.len(), "{count} answers to {} numbers", numbers.len());
    Ok(())
}
