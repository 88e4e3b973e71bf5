//! Known-wrong: it waits long enough for the worker to keep the letter, if all is well.

use std::time::Duration;

use flume::{Receiver, bounded};
use shared::exercises::the_rendezvous_that_wasnt::{process, receive};

struct Task {
    letter: &'static str,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let (sender, receiver) = bounded(0);
    let (stop, stopped) = bounded(1);
    let worker = tokio::spawn(worker(receiver, stopped));

    while let Some(letter) = receive().await {
        sender.send_async(Task { letter }).await?;
        tokio::time::sleep(Duration::from_millis(400)).await;
        println!("{letter} | acknowledged");
    }

    stop.send_async(()).await?;
    worker.await?;
    Ok(())
}

async fn worker(receiver: Receiver<Task>, stopped: Receiver<()>) {
    loop {
        tokio::select! {
            biased; // a stop comes before everything else
            _ = stopped.recv_async() => return,
            Ok(task) = receiver.recv_async() => {
                if let Err(error) = process(task.letter).await {
                    eprintln!("failed: {error}");
                }
            }
        }
    }
}
