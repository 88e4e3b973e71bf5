//! Words to look up in a dictionary.

use std::collections::HashMap;

use super::{Piece, sleep, world};

const VARIANTS: [&str; 2] = ["slow", "others"];

/// A word in one language, and in another one.
pub type Dictionary = HashMap<&'static str, &'static str>;

/// The words to look up.
pub fn tasks() -> &'static [&'static str] {
    if world(&VARIANTS) == "others" {
        &["cloud", "gold", "horse", "mist", "rain", "road", "sun"]
    } else {
        &["bridge", "channel", "rainbow", "thread"]
    }
}

/// Reads the dictionary, which is too thick to be read for each word.
pub fn dictionary() -> Dictionary {
    let _piece = Piece::begin("dictionary", 1);
    let words = [
        ("bridge", "ponte"),
        ("channel", "canale"),
        ("cloud", "nuvola"),
        ("gold", "oro"),
        ("rain", "pioggia"),
        ("rainbow", "arcobaleno"),
        ("road", "strada"),
        ("sun", "sole"),
        ("thread", "filo"),
    ];
    Dictionary::from(words)
}

/// Looks up a word, which takes a while.
pub async fn process(task: &str, dictionary: &Dictionary) -> String {
    let _piece = Piece::begin_async(task, tasks().len()).await;
    sleep(if world(&VARIANTS) == "slow" { 2200 } else { 50 }).await;
    format!("{task}: {}", dictionary.get(task).unwrap_or(&"?"))
}
