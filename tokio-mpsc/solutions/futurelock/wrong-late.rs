//! Known-wrong: the alarms are sent when all readings are.

use shared::exercises::futurelock::{Alarm, Done, alarms, process, readings};
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
        result.send(Done::Reading(reading)).await?;
    }
    while let Ok(alarm) = alarms.try_recv() {
        result.send(Done::Alarm(alarm)).await?;
    }
    Ok(())
}
