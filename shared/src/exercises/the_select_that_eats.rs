//! A bakery: orders, questions, and an oven.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use tokio::sync::mpsc::Sender;
use tokio::sync::oneshot;

use super::{Piece, sleep, world};

const VARIANTS: [&str; 2] = ["slow", "others"];

/// "How many are ready?", and where to send the answer.
pub type Question = oneshot::Sender<usize>;

/// How many loaves have come out of the oven.
static READY: AtomicUsize = AtomicUsize::new(0);

/// Orders loaves, and asks now and then how many are ready, for the last time when all of them are.
///
/// # Errors
/// When the worker is gone.
pub async fn customer(sender: Sender<&'static str>, questions: Sender<Question>) -> anyhow::Result<()> {
    let (loaves, asks): (&[_], fn(usize) -> usize) = match world(&VARIANTS) {
        "others" => (&["rye", "spelt", "corn", "barley", "oat", "wheat", "malt", "millet"], |n| n / 2 % 3),
        _ => (&["apple", "beer", "carrot", "date", "egg", "fig"], |n| usize::from(n % 3 != 0)),
    };
    let mut answered = 0;
    for (n, &loaf) in loaves.iter().enumerate() {
        sender.send(loaf).await?;
        for _ in 0..asks(n) {
            answered += usize::from(ask(&questions).await?);
        }
    }
    for _ in 0..60 {
        if READY.load(SeqCst) < loaves.len() {
            sleep(10).await;
        }
    }
    sleep(50).await;
    answered += usize::from(ask(&questions).await?);
    println!("{answered} questions answered");
    Ok(())
}

/// Asks, and tells whether the answer is right. It may be a loaf or two behind.
async fn ask(questions: &Sender<Question>) -> anyhow::Result<bool> {
    let (question, answer) = oneshot::channel();
    questions.send(question).await?;
    let (answer, ready) = (answer.await, READY.load(SeqCst));
    let right = answer.as_ref().is_ok_and(|&n| n <= ready && ready <= n + 2);
    if !right {
        println!("{ready} loaves are ready, and the answer was {answer:?}");
    }
    Ok(right)
}

/// Bakes a loaf.
pub async fn process(task: &'static str) -> String {
    let piece = Piece::begin_async(task, 1).await;
    sleep(if world(&VARIANTS) == "slow" { 240 } else { 30 }).await;
    READY.fetch_add(1, SeqCst);
    drop(piece);
    format!("{task} bread, {} g", 480 + task.len() * 7)
}
