//! A text, and a reader of what is found in it.

use super::{sleep, world};

const VARIANTS: [&str; 3] = ["busy", "leaves", "others"];

/// What is found in a text.
pub enum Done {
    /// Its shortest word.
    Shortest(&'static str),
    /// Its longest word.
    Longest(&'static str),
}

/// The text.
pub fn task() -> &'static str {
    if world(&VARIANTS) == "others" {
        "it rains in Edinburgh"
    } else {
        "somewhere over the rainbow a kettle is singing"
    }
}

/// The shortest word of a text, if it has any words.
pub async fn shortest(task: &'static str) -> Option<&'static str> {
    sleep(10).await;
    task.split_whitespace().min_by_key(|word| word.len())
}

/// The longest word of a text, if it has any words.
pub async fn longest(task: &'static str) -> Option<&'static str> {
    sleep(if world(&VARIANTS) == "leaves" { 300 } else { 10 }).await;
    task.split_whitespace().max_by_key(|word| word.len())
}

/// The reader is there.
pub async fn ready() {
    sleep(if world(&VARIANTS) == "busy" { 2200 } else { 0 }).await;
}

/// Shows what was found to the reader. Returns whether the reader wants more.
pub fn show(done: Done) -> bool {
    match done {
        Done::Shortest(word) => println!("shortest: {word}"),
        Done::Longest(word) => println!("longest: {word}"),
    }
    world(&VARIANTS) != "leaves"
}
