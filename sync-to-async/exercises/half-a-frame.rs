//! Half a frame
//!
//! A device sends frames over a slow line: a byte with the length, and then as many bytes of text. Now and
//! then it asks how many frames have arrived, and sends nothing more until it has the answer.
//!
//! Every frame should be printed, and every question answered at once. If the stream ends within a frame, the
//! exit status should be 1, otherwise 0.
//!
//! The first frame comes. Then it reads nonsense until the stream ends, although the device sends everything.
//!
//! `connect` and the types are in `shared::exercises`. The program must be right with other frames too,
//! however they are cut.
//!
//! To see it: `cargo xtask workshop run half-a-frame`

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
    stream.read_exact(&mut text).await?;
    Ok(Some(String::from_utf8_lossy(&text).into_owned()))
}
