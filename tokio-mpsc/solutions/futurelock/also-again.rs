//! Also right: the send is dropped when an alarm comes, and begun again. A reading can be copied, so nothing
//! is lost.

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
        loop {
            select! {
                sent = result.send(Done::Reading(reading)) => break sent?,
                Some(alarm) = alarms.recv() => result.send(Done::Alarm(alarm)).await?,
            }
        }
    }
    Ok(())
}
