//! Known-wrong: threads that are never joined don't keep the program, and run as long as it does.

use std::thread;

use shared::exercises::the_task_that_cant_be_stopped::{Task, patience, process, tasks};
use tokio::sync::oneshot;
use tokio::time::timeout;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    for task in tasks() {
        let (reply, answer) = oneshot::channel();
        thread::spawn(move || reply.send(worker(task)));
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
