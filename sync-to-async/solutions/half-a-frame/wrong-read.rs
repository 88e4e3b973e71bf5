//! Known-wrong: `read` returns as soon as it has something.

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
            frame = read_frame(&mut stream) => {
                let Some(frame) = frame? else { return Ok(()) };
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

/// The next frame. None when the stream has ended.
async fn read_frame(stream: &mut Stream) -> io::Result<Option<String>> {
    let Ok(length) = stream.read_u8().await else { return Ok(None) };
    let mut text = vec![0; length.into()];
    let read = stream.read(&mut text).await?;
    text.truncate(read);
    Ok(Some(String::from_utf8_lossy(&text).into_owned()))
}
