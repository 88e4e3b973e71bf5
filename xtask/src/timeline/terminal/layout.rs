//! Text in lines that are as wide as the terminal.

use super::Canvas;
use crate::report::Paint;

impl Canvas {
    /// A text in as many lines as it needs.
    pub(super) fn sentence(&self, sentence: &str) -> String {
        self.wrapped(sentence.split(' '), "")
    }

    /// The same in colour.
    pub(super) fn painted(&self, sentence: &str, paint: fn(Paint, &str) -> String) -> String {
        self.sentence(sentence).lines().map(|line| paint(self.paint, line) + "\n").collect()
    }

    /// Phrases, which are kept whole if each fits into a line.
    pub(super) fn phrases(&self, phrases: &[String]) -> String {
        if phrases.iter().all(|phrase| phrase.chars().count() < self.width) {
            self.wrapped(phrases.iter().map(String::as_str), ",")
        } else {
            self.sentence(&phrases.join(", "))
        }
    }

    fn wrapped<'a>(&self, parts: impl Iterator<Item = &'a str>, mark: &str) -> String {
        let mut text = String::new();
        let mut room = self.width;
        for part in parts {
            let width = part.chars().count() + mark.len();
            if !text.is_empty() {
                text += mark;
                if width < room {
                    text.push(' ');
                    room -= 1;
                } else {
                    text.push('\n');
                    room = self.width;
                }
            }
            text += part;
            room = room.saturating_sub(width);
        }
        text + "\n"
    }
}
