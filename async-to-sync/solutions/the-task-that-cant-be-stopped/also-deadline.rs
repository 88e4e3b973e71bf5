//! Also right: the search knows how long it may take, and looks at the clock itself. There is nothing to time
//! out any more.

use std::time::Instant;

use shared::exercises::the_task_that_cant_be_stopped::{Task, patience, process, tasks};
use tokio::task::spawn_blocking;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    for task in tasks() {
        let deadline = Instant::now() + patience();
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
