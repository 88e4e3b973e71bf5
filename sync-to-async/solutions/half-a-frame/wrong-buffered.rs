//! Known-wrong: a buffer around the stream. `read_exact` takes the bytes out of it, and is dropped with them.

use std::io;

use shared::exercises::half_a_frame::{Stream, connect};
use tokio::io::{AsyncReadExt, BufReader};
use tokio::select;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let (stream, mut questions) = connect();
    let mut stream = BufReader::new(stream);
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
async fn read_frame(stream: &mut BufReader<Stream>) -> io::Result<Option<String>> {
    let Ok(length) = stream.read_u8().await else { return Ok(None) };
    let mut text = vec![0; length.into()];
    stream.read_exact(&mut text).await?;
    Ok(Some(String::from_utf8_lossy(&text).into_owned()))
}
