//! A device that sends frames over a slow line, and asks now and then how many have arrived.

use tokio::io::{AsyncWriteExt, DuplexStream, duplex};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::sync::oneshot;

use super::{sleep, world};

/// What comes from the device: frames, each a byte with its length and then as many bytes of text.
pub type Stream = DuplexStream;

/// "How many frames have arrived?", and where to send the answer.
pub type Question = oneshot::Sender<usize>;

const VARIANTS: [&str; 3] = ["bytes", "others", "torn"];

/// Connects to the device.
pub fn connect() -> (Stream, Receiver<Question>) {
    let (stream, line) = duplex(4096);
    let (question, questions) = channel(1);
    tokio::spawn(async move {
        if let Err(error) = device(line, question).await {
            println!("the device gave up: {error}");
        }
    });
    (stream, questions)
}

/// Sends its frames in parts, and asks something between two parts.
async fn device(mut line: DuplexStream, questions: Sender<Question>) -> anyhow::Result<()> {
    let texts: &[&str] = match world(&VARIANTS) {
        "bytes" => &["north", "east", "south", "west"],
        "others" => &[
            "one",
            "two",
            "three and four",
            "a frame of more than sixty-four bytes, to fill more than a few",
            "six",
        ],
        _ => &["calm", "breeze", "gale", "storm", "hurricane"],
    };
    let mut bytes = Vec::new();
    let mut ends = Vec::new();
    for text in texts {
        bytes.push(u8::try_from(text.len())?);
        bytes.extend(text.as_bytes());
        ends.push(bytes.len());
    }
    let cuts: &[usize] = match world(&VARIANTS) {
        "bytes" => &(1..bytes.len()).collect::<Vec<_>>(),
        "others" => &[4, 15, 30, 60, 90], // several frames in one part
        "torn" => &[7, 30],
        _ => &[8, 14, 20, 28],
    };
    let mut sent = 0;
    for &cut in cuts {
        line.write_all(&bytes[sent..cut]).await?;
        sent = cut;
        sleep(10).await;
        let (question, answer) = oneshot::channel();
        questions.send(question).await?;
        let (answer, arrived) = (answer.await?, ends.iter().filter(|&&end| end <= cut).count());
        // The last one may still be on its way.
        if answer > arrived || answer + 1 < arrived {
            println!("{arrived} frames have arrived, and the answer was {answer}");
        }
    }
    if world(&VARIANTS) != "torn" {
        line.write_all(&bytes[sent..]).await?;
    }
    Ok(())
}
