//! Known-wrong: a stream that ends within a frame is taken for one that has ended.

use std::io;

use flume::{Sender, bounded};
use shared::exercises::half_a_frame::{Stream, connect};
use tokio::io::AsyncReadExt;
use tokio::select;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let (stream, mut questions) = connect();
    // Reading has a task of its own, which no question interrupts. A receive may lose in `select!`: the frame
    // stays in the channel.
    let (result, frames) = bounded(1);
    let reader = tokio::spawn(read_frames(stream, result));

    let mut arrived = 0;
    loop {
        select! {
            frame = frames.recv_async() => {
                let Ok(frame) = frame else { break };
                println!("{frame}");
                arrived += 1;
            }
            Some(question) = questions.recv() => {
                // An error means that the device doesn't wait for the answer any more.
                let _ = question.send(arrived);
            }
        }
    }
    let _ = reader.await;
    Ok(())
}

async fn read_frames(mut stream: Stream, result: Sender<String>) -> io::Result<()> {
    while let Some(frame) = read_frame(&mut stream).await? {
        if result.send_async(frame).await.is_err() {
            break; // nobody collects any more
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
