//! Known-wrong: the clock is asked first in a biased `select!`.

use std::time::Duration;

use flume::{Receiver, unbounded};
use shared::exercises::the_starved_heartbeat::{Task, heart, heartbeat, process, tasks};
use tokio::select;
use tokio::time::interval;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let (sender, receiver) = unbounded();
    tokio::spawn(heartbeat());
    let worker = tokio::spawn(worker(receiver));

    let mut tasks = tasks();
    while let Some(task) = tasks.next().await {
        sender.send_async(task).await?;
    }
    drop(sender);

    let (done, sum) = worker.await?;
    println!("{done} tasks done, sum {sum}");
    println!("{}", heart());
    Ok(())
}

async fn worker(receiver: Receiver<Task>) -> (usize, usize) {
    let (mut done, mut sum) = (0, 0);
    let mut clock = interval(Duration::from_millis(1));
    loop {
        select! {
            biased;
            _ = clock.tick() => {}
            task = receiver.recv_async() => {
                let Ok(task) = task else { break };
                sum += process(task);
                done += 1;
            }
        }
    }
    (done, sum)
}
