//! Known-wrong: an alarm that isn't sent in time is dropped.

use std::pin::pin;
use std::time::Duration;

use shared::exercises::futurelock::{Alarm, Done, alarms, process, readings};
use tokio::select;
use tokio::sync::mpsc::{Sender, UnboundedReceiver, channel};
use tokio::time::timeout;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let (result, mut collector) = channel(1);
    let worker = tokio::spawn(worker(alarms(), result));

    while let Some(done) = collector.recv().await {
        process(done).await;
    }
    worker.await?
}

async fn worker(mut alarms: UnboundedReceiver<Alarm>, result: Sender<Done>) -> anyhow::Result<()> {
    for reading in readings() {
        // Pinned, and only borrowed by `select!`: so an alarm doesn't drop the reading.
        let mut send = pin!(result.send(Done::Reading(reading)));
        loop {
            select! {
                sent = &mut send => break sent?,
                Some(alarm) = alarms.recv() => {
                    let _ = timeout(Duration::from_millis(100), result.send(Done::Alarm(alarm))).await;
                }
            }
        }
    }
    Ok(())
}
