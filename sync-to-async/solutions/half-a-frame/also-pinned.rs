//! Also right: one future over as many turns as it takes. `select!` only borrows it. No branch may wait for
//! something that it holds.

use std::io;

use shared::exercises::half_a_frame::{Stream, connect};
use tokio::io::AsyncReadExt;
use tokio::select;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let (stream, mut questions) = connect();
    let mut arrived = 0;
    let mut next = Box::pin(read_frame(stream));
    loop {
        select! {
            frame = &mut next => {
                let Some((frame, stream)) = frame? else { return Ok(()) };
                println!("{frame}");
                arrived += 1;
                next = Box::pin(read_frame(stream));
            }
            Some(question) = questions.recv() => {
                // An error means that the device doesn't wait for the answer any more.
                let _ = question.send(arrived);
            }
        }
    }
}

/// The next frame, and the stream for those after it. None when the stream has ended.
async fn read_frame(mut stream: Stream) -> io::Result<Option<(String, Stream)>> {
    let Ok(length) = stream.read_u8().await else { return Ok(None) };
    let mut text = vec![0; length.into()];
    stream.read_exact(&mut text).await?;
    Ok(Some((String::from_utf8_lossy(&text).into_owned(), stream)))
}
