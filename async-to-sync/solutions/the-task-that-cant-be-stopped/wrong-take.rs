//! Known-wrong: after a thousand numbers the search gives up.

use shared::exercises::the_task_that_cant_be_stopped::{Task, patience, process, tasks};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    for task in tasks() {
        let answer = spawn_blocking(move || worker(task));
        match timeout(patience(), answer).await {
            Ok(root) => match root? {
                Some(root) => println!("{task}: that of {root}"),
                None => println!("{task}: no answer in time"),
            },
            Err(_) => println!("{task}: no answer in time"),
        }
    }
    Ok(())
}

fn worker(task: Task) -> Option<u64> {
    for number in task.candidates().take(1000) {
        if process(task, number) {
            return Some(number);
        }
    }
    None
}
