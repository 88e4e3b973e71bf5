//! Also right: what has been read lives outside of `select!`. `read_buf` is cancel safe: either it has put
//! the bytes into the buffer, or they are still in the stream.

use anyhow::ensure;
use shared::exercises::half_a_frame::connect;
use tokio::io::AsyncReadExt;
use tokio::select;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let (mut stream, mut questions) = connect();
    let mut buffer = Vec::new();
    let mut arrived = 0;
    loop {
        select! {
            read = stream.read_buf(&mut buffer) => {
                if read? == 0 {
                    break;
                }
                while let Some(frame) = take_frame(&mut buffer) {
                    println!("{frame}");
                    arrived += 1;
                }
            }
            Some(question) = questions.recv() => {
                // An error means that the device doesn't wait for the answer any more.
                let _ = question.send(arrived);
            }
        }
    }
    ensure!(buffer.is_empty(), "the stream ended within a frame");
    Ok(())
}

/// Takes the first frame out of the buffer, if all of it is there.
fn take_frame(buffer: &mut Vec<u8>) -> Option<String> {
    let end = 1 + usize::from(*buffer.first()?);
    if buffer.len() < end {
        return None;
    }
    let frame: Vec<u8> = buffer.drain(..end).collect();
    Some(String::from_utf8_lossy(&frame[1..]).into_owned())
}
