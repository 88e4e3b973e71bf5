//! Also right: each message has a thread of tokio's for itself, which hands a panic over as an error. Four at
//! once, so that they don't pile up.

use shared::exercises::leaving_gracefully::{Done, process, tasks};
use tokio::task::{JoinError, JoinSet, spawn_blocking};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut in_flight = JoinSet::new();
    for task in tasks() {
        if in_flight.len() == 4
            && let Some(done) = in_flight.join_next().await
        {
            report(done?);
        }
        let number = task.number;
        let work = spawn_blocking(move || process(&task));
        in_flight.spawn(async move { (number, work.await) });
    }
    while let Some(done) = in_flight.join_next().await {
        report(done?);
    }
    Ok(())
}

fn report((number, done): (usize, Result<Done, JoinError>)) {
    match done {
        Ok(done) => println!("{done}"),
        Err(_) => eprintln!("failed: message {number}"),
    }
}
