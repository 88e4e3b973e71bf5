//! Known-wrong: all frames come, and no question is answered.

use std::io;

use shared::exercises::half_a_frame::{Stream, connect};
use tokio::io::AsyncReadExt;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let (mut stream, mut questions) = connect();
    while let Some(frame) = read_frame(&mut stream).await? {
        println!("{frame}");
        while let Ok(question) = questions.try_recv() {
            drop(question);
        }
    }
    Ok(())
}

/// The next frame. None when the stream has ended.
async fn read_frame(stream: &mut Stream) -> io::Result<Option<String>> {
    let Ok(length) = stream.read_u8().await else { return Ok(None) };
    let mut text = vec![0; length.into()];
    stream.read_exact(&mut text).await?;
    Ok(Some(String::from_utf8_lossy(&text).into_owned()))
}
