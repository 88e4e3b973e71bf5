//! Also right: a `JoinSet` collects what its tasks return, and needs no channel for it.

use std::sync::Arc;

use shared::exercises::borrowing_into_a_task::{dictionary, process, tasks};
use tokio::task::JoinSet;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let dictionary = Arc::new(dictionary());

    let mut workers = JoinSet::new();
    for task in tasks() {
        let dictionary = Arc::clone(&dictionary);
        workers.spawn(async move { process(task, &dictionary).await });
    }

    while let Some(done) = workers.join_next().await {
        println!("{}", done?);
    }
    Ok(())
}
