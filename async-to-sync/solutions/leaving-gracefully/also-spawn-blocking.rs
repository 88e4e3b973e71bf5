//! Leaving gracefully, solved another way: no thread of its own, and no channel. `spawn_blocking` has threads
//! for blocking work, and a panic comes back through the handle. At most four are under way at a time.

use tokio::task::{JoinError, JoinSet, spawn_blocking};

const MESSAGES: [&str; 10] = ["91", "221", "899", "seven", "1147", "2021", "323", "437", "667", "1517"];

struct Task {
    number: usize,
    message: &'static str,
}

struct Done {
    number: usize,
    factors: (u64, u64),
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut under_way = JoinSet::new();
    for (i, message) in MESSAGES.into_iter().enumerate() {
        if under_way.len() == 4
            && let Some(done) = under_way.join_next().await
        {
            report(done?);
        }
        let number = i + 1;
        let work = spawn_blocking(move || process(&Task { number, message }));
        under_way.spawn(async move { (number, work.await) });
    }
    while let Some(done) = under_way.join_next().await {
        report(done?);
    }
    Ok(())
}

fn report((number, done): (usize, Result<Done, JoinError>)) {
    match done {
        Ok(Done { number, factors: (a, b) }) => println!("message {number}: {a} * {b}"),
        Err(_) => eprintln!("poisoned: message {number}"),
    }
}

fn process(task: &Task) -> Done {
    let n: u64 = task.message.parse().expect("only numbers come here");
    let a = (2..n).find(|a| n.is_multiple_of(*a)).unwrap_or(1);
    Done { number: task.number, factors: (a, n / a) }
}
