//! Futurelock
//!
//! A weather station: the worker sends readings to the collector, which writes them to a slow disk. The queue
//! holds one, so that nothing gets old in it, and is nearly always full. An alarm should not wait until all
//! readings are written. It is sent while a reading still waits for room.
//!
//! Every reading and every alarm should be written once, an alarm at most five lines after it was raised.
//!
//! At the first alarm everything stands still. There is no lock in the program, and the collector takes
//! whatever it can get.
//!
//! `readings`, `alarms` and `process` are in `shared::exercises`. The program must be right with a slower
//! disk too, and with several alarms at once.
//!
//! To see it: `cargo xtask workshop run futurelock`
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
            // Waits for room, not for the reading to be sent. When an alarm comes, `select!` drops the `reserve`,
            // which gives its place in the line back, and nothing else. There is no message in it to lose.
            select! {
                permit = result.reserve() => break permit?.send(Done::Reading(reading)),
                Some(alarm) = alarms.recv() => result.send(Done::Alarm(alarm)).await?,
            }
        }
    }
    Ok(())
}
