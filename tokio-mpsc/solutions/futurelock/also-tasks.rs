//! Also right: two senders, each in a task of its own, which is polled whatever the other one does.

use shared::exercises::futurelock::{Alarm, Done, alarms, process, readings};
use tokio::sync::mpsc::{Sender, UnboundedReceiver, WeakSender, channel};

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let (result, mut collector) = channel(1);
    tokio::spawn(watch(alarms(), result.clone().downgrade()));
    let worker = tokio::spawn(worker(result));

    while let Some(done) = collector.recv().await {
        process(done).await;
    }
    worker.await?
}

async fn worker(result: Sender<Done>) -> anyhow::Result<()> {
    for reading in readings() {
        result.send(Done::Reading(reading)).await?;
    }
    Ok(())
}

/// Its sender is weak, so that the collector ends when the readings do.
async fn watch(mut alarms: UnboundedReceiver<Alarm>, result: WeakSender<Done>) {
    while let Some(alarm) = alarms.recv().await {
        let Some(result) = result.upgrade() else { return };
        if result.send(Done::Alarm(alarm)).await.is_err() {
            return; // nobody collects any more
        }
    }
}
