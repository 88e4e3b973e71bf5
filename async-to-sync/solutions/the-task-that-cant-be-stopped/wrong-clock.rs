//! Known-wrong: a deadline of the search's own, which is right only for today's patience.

use std::time::{Duration, Instant};

use shared::exercises::the_task_that_cant_be_stopped::{Task, process, tasks};
use tokio::task::spawn_blocking;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    for task in tasks() {
        let deadline = Instant::now() + Duration::from_millis(700);
        match spawn_blocking(move || worker(task, deadline)).await? {
            Some(root) => println!("{task}: that of {root}"),
            None => println!("{task}: no answer in time"),
        }
    }
    Ok(())
}

fn worker(task: Task, deadline: Instant) -> Option<u64> {
    for number in task.candidates() {
        if Instant::now() > deadline {
            return None;
        }
        if process(task, number) {
            return Some(number);
        }
    }
    None
}
