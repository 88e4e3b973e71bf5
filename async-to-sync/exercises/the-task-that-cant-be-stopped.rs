//! The task that can't be stopped
//!
//! A service searches for squares that end in given digits, on threads that may block, and waits for each answer only
//! for a while. There are digits that no square ends in: then it should print that there was no answer in time, and
//! the search, which nothing waits for any more, should stop soon after. On stderr, `+` is a search begun and `-` a
//! search ended. In the end the program should end.
//!
//! Everything is printed, and the program stays: a search is still running, and it has no end.
//!
//! `tasks`, `patience` and `process` are in `shared::exercises`. The program must be right with other digits too, and
//! at another pace.
//!
//! To see it: `cargo xtask workshop run the-task-that-cant-be-stopped`

use shared::exercises::the_task_that_cant_be_stopped::{Task, patience, process, tasks};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    for task in tasks() {
        let answer = spawn_blocking(move || worker(task));
        match timeout(patience(), answer).await {
            Ok(root) => println!("{task}: that of {}", root?),
            Err(_) => println!("{task}: no answer in time"),
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
