//! Known-wrong: the searches are stopped all together, at the end.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context;
use shared::exercises::the_task_that_cant_be_stopped::{Task, patience, process, tasks};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let wanted = Arc::new(AtomicBool::new(true));
    for task in tasks() {
        let flag = Arc::clone(&wanted);
        let work = spawn_blocking(move || worker(task, &flag));
        match timeout(patience(), work).await {
            Ok(root) => println!("{task}: that of {}", root?.context("it was stopped")?),
            Err(_) => println!("{task}: no answer in time"),
        }
    }
    wanted.store(false, Ordering::Relaxed);
    Ok(())
}

fn worker(task: Task, wanted: &AtomicBool) -> Option<u64> {
    for number in task.candidates() {
        if !wanted.load(Ordering::Relaxed) {
            return None;
        }
        if process(task, number) {
            return Some(number);
        }
    }
    None
}
