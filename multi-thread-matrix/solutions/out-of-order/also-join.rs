//! Out of order
//!
//! Five workers translate one letter each into Morse code, and tap it to hear whether it is right, which
//! takes longer for some letters than for others. The letters should come in the order of the word, and all
//! workers should be at work at once: on stderr, `+` is a letter begun and `-` a letter done.
//!
//! They are all at work at once. But what comes isn't the word: the short letters overtake the long ones.
//!
//! To see it: `cargo xtask workshop run out-of-order`

use std::thread;
use std::time::Duration;

const WORD: &str = "JOSIE";

fn main() {
    // A thread's result needs no channel: it waits in the `JoinHandle`, and these are in order. Collected, so
    // that all threads are started before the first is waited for.
    let workers: Vec<_> = WORD.chars().map(|letter| thread::spawn(move || process(letter))).collect();
    for worker in workers {
        println!("{}", worker.join().expect("no worker panics"));
    }
}

fn process(letter: char) -> String {
    eprintln!("+ {letter}");
    let code = match letter {
        'E' => ".",
        'I' => "..",
        'J' => ".---",
        'O' => "---",
        'S' => "...",
        _ => "?",
    };
    for sign in code.chars() {
        let tap = if sign == '-' { 48 } else { 24 };
        thread::sleep(Duration::from_millis(tap));
    }
    eprintln!("- {letter}");
    format!("{letter} {code}")
}
