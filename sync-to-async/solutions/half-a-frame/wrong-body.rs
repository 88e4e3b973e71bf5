//! Known-wrong: the text is read in the branch's body, and questions wait for it.

use std::io;

use shared::exercises::half_a_frame::{Stream, connect};
use tokio::io::AsyncReadExt;
use tokio::select;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let (mut stream, mut questions) = connect();
    let mut arrived = 0;
    loop {
        select! {
            length = stream.read_u8() => {
                let Ok(length) = length else { return Ok(()) };
                let frame = read_text(&mut stream, length).await?;
                println!("{frame}");
                arrived += 1;
            }
            Some(question) = questions.recv() => {
                // An error means that the device doesn't wait for the answer any more.
                let _ = question.send(arrived);
            }
        }
    }
}

/// The text of a frame.
async fn read_text(stream: &mut Stream, length: u8) -> io::Result<String> {
    let mut text = vec![0; length.into()];
    stream.read_exact(&mut text).await?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}
