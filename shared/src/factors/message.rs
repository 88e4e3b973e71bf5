//! A message, and what it costs to answer it.

use std::any::Any;
use std::fmt::{self, Display, Formatter};
use std::panic::panic_any;

use crate::{panic_message, timeline};

/// Longest line that may be a number, in bytes: the largest has 20 digits, the rest is room for blanks and zeros.
pub(super) const LONGEST_LINE: usize = 128;

/// A line that a client sent.
#[derive(Clone, Debug)]
pub struct Message {
    number: usize,
    line: Line,
    fault: Option<Fault>,
}

/// A line, without its end.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Line {
    Whole(String),
    TooLong,
}

impl Line {
    /// What isn't UTF-8 is no number either, and is answered with an error. Of a line that is too long it is enough to
    /// have more than [`LONGEST_LINE`] bytes.
    pub(super) fn new(bytes: &[u8]) -> Self {
        if bytes.len() > LONGEST_LINE {
            Self::TooLong
        } else {
            Self::Whole(String::from_utf8_lossy(bytes).into_owned())
        }
    }
}

impl Message {
    /// Message `number`, counted from 0 over all clients.
    pub(super) fn new(number: usize, line: Line, fault: Option<Fault>) -> Self {
        Self { number, line, fault }
    }

    /// Which message it is, counted from 0 over all clients.
    pub(super) fn number(&self) -> u64 {
        self.number as u64
    }
}

/// What a client sent may be anything; quoted, it stays one line and can't steer a terminal.
impl Display for Message {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.line {
            Line::Whole(text) => write!(f, "{:?}", text.trim()),
            Line::TooLong => write!(f, "a line longer than {LONGEST_LINE} bytes"),
        }
    }
}

/// What goes wrong on purpose, at which message, counted from 0.
#[derive(Clone, Debug, Default)]
pub(super) struct Faults {
    pub(super) panic_at: Vec<usize>,
    pub(super) die_at: Vec<usize>,
}

/// What goes wrong with a message on purpose.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fault {
    Panic,
    Die,
}

impl Faults {
    pub(super) fn at(&self, number: usize) -> Option<Fault> {
        if self.die_at.contains(&number) {
            Some(Fault::Die)
        } else {
            self.panic_at.contains(&number).then_some(Fault::Panic)
        }
    }
}

/// The answer to a message, one line.
#[derive(Debug)]
pub struct Done(String);

/// Takes a number apart by trying one divisor after the other: up to 2^32 of them, seconds of work.
///
/// # Panics
/// Where the command line asked for it.
#[must_use]
pub fn process(message: &Message) -> Done {
    let _work = timeline::long_work(timeline::one(message.number()));
    match message.fault {
        Some(Fault::Panic) => panic!("message {} was told to panic by --panic-at", message.number),
        Some(Fault::Die) => panic_any(Deadly(message.number)),
        None => {}
    }
    let number = match &message.line {
        Line::Whole(text) => text.trim().parse().ok().filter(|&number| number >= 2),
        Line::TooLong => None,
    };
    let Some(number) = number else {
        return Done(format!("error: {message} isn't a whole number from 2 to {}", u64::MAX));
    };
    let factors = factors(number);
    Done(match factors.len() {
        1 => format!("{number} is prime"),
        _ => format!("{number} = {}", factors.join(" x ")),
    })
}

/// The prime factors of a number from 2 up, in ascending order.
fn factors(mut number: u64) -> Vec<String> {
    let mut factors = Vec::new();
    let mut divide = |divisor: u64| {
        let mut quotient = number / divisor;
        while quotient * divisor == number {
            factors.push(divisor.to_string());
            number = quotient;
            quotient = number / divisor;
        }
        // Beyond the root there is no smaller factor left to find.
        quotient >= divisor
    };
    // Past 3, every prime is next to a multiple of 6.
    if divide(2) && divide(3) {
        let mut six = 6;
        while divide(six - 1) && divide(six + 1) {
            six += 6;
        }
    }
    if number > 1 {
        factors.push(number.to_string());
    }
    factors
}

impl Done {
    /// The answer where `process` panicked.
    #[must_use]
    pub fn panicked(message: &Message, panic: Box<dyn Any + Send>) -> Self {
        Self(format!("error: {message}: process panicked: {}", panic_message(&*panic)))
    }

    /// The answer to a message that a worker took along when it panicked.
    pub(super) fn lost(message: &str) -> Self {
        Self(format!("error: {message}: lost with a worker that died"))
    }
}

impl Display for Done {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A panic can carry a value, and dropping that can panic once more, outside of the `catch_unwind` that caught the
/// first. That is how a thread dies that catches every panic.
struct Deadly(usize);

impl Drop for Deadly {
    fn drop(&mut self) {
        panic!("the thread was told to die at message {} by --die-at", self.0);
    }
}

#[cfg(test)]
mod tests;
