//! The client inside the program.

use std::net::SocketAddr;

use anyhow::{Context, ensure};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;

use crate::lines::print_or_exit;

/// What it sends. Most cost nothing. Those of 16 and 17 digits are prime, or the product of two large primes, and cost from a hundred
/// to a few hundred milliseconds each.
pub(super) const NUMBERS: [u64; 20] = [
    91,
    20_999_992_630_000_387,
    97,
    360,
    9_999_999_999_999_937,
    1_001,
    65_536,
    19_999_999_999_999_993,
    1_729,
    600_851_475_143,
    999_999_999_989,
    720_720,
    2,
    10_403,
    7_625_597_484_987,
    1_000_000_007,
    8_128,
    123_456_789,
    4_294_967_297,
    18_446_744_073_709_551_615,
];

/// Sends its numbers to the server at `address`, prints the answers as they come, and cancels `token`.
///
/// # Errors
/// When it doesn't get all its answers although the program wasn't asked to stop.
pub(super) async fn run(address: SocketAddr, token: CancellationToken) -> anyhow::Result<()> {
    let outcome = ask(address).await;
    if token.is_cancelled() {
        return Ok(()); // it was cut short: what isn't accepted any more isn't owed an answer
    }
    token.cancel();
    outcome
}

async fn ask(address: SocketAddr) -> anyhow::Result<()> {
    let socket = TcpStream::connect(address).await.with_context(|| format!("can't connect to {address}"))?;
    let (read, mut write) = socket.into_split();
    let lines: String = NUMBERS.iter().map(|number| format!("{number}\n")).collect();
    write.write_all(lines.as_bytes()).await.context("can't send the numbers")?;
    // The end of the numbers, and not of the answers.
    drop(write);

    let mut answers = BufReader::new(read).lines();
    let mut count = 0;
    while let Some(answer) = answers.next_line().await.context("the connection broke")? {
        print_or_exit(answer)?;
        count += 1;
    }
    ensure!(count == NUMBERS.len(), "{count} answers to {} numbers", NUMBERS.len());
    Ok(())
}
