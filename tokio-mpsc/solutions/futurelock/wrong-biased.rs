//! Known-wrong: the alarm is asked first, and its body waits as before.

use std::pin::pin;

use shared::exercises::futurelock::{Alarm, Done, alarms, process, readings};
use tokio::select;
use tokio::sync::mpsc::{Sender, UnboundedReceiver, channel};

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
                biased;

                Some(alarm) = alarms.recv() => result.send(Done::Alarm(alarm)).await?,
                sent = &mut send => break sent?,
            }
        }
    }
    Ok(())
}
