//! Known-wrong: `abort` stops a task at its next `.await`, and a thread has none.

use shared::exercises::the_task_that_cant_be_stopped::{Task, patience, process, tasks};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    for task in tasks() {
        let mut answer = spawn_blocking(move || worker(task));
        match timeout(patience(), &mut answer).await {
            Ok(root) => println!("{task}: that of {}", root?),
            Err(_) => {
                println!("{task}: no answer in time");
                answer.abort();
            }
        }
    }
    Ok(())
}

fn worker(task: Task) -> u64 {
    for number in task.candidates() {
        if process(task, number) {
            return number;
        }
    }
    unreachable!("there is always a next number")
}
