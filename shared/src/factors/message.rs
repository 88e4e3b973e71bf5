//! A message, what it costs, and the way back to the client that sent it.

use std::any::Any;
use std::fmt::{self, Display, Formatter};
use std::panic::panic_any;

use tokio::sync::mpsc::{OwnedPermit, Sender};

use crate::{panic_message, timeline};

/// Longest line that may be a number, in bytes: the largest has 20 digits, the rest is room for blanks and zeros.
pub(super) const LONGEST_LINE: usize = 128;

/// A message and the way back to who sent it.
pub struct Task {
    /// What is to be worked on.
    pub message: Message,
    /// Where the answer goes.
    pub reply: Reply,
}

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

impl Message {
    /// Message `number`, counted from 0 over all clients.
    pub(super) fn new(number: usize, line: Line, fault: Option<Fault>) -> Self {
        Self { number, line, fault }
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
    Panic(usize),
    Die(usize),
}

impl Faults {
    pub(super) fn at(&self, number: usize) -> Option<Fault> {
        if self.die_at.contains(&number) {
            Some(Fault::Die(number))
        } else {
            self.panic_at.contains(&number).then_some(Fault::Panic(number))
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
    let _work = timeline::long_work(timeline::one(message.number as u64));
    match message.fault {
        Some(Fault::Panic(number)) => panic!("message {number} was told to panic by --panic-at"),
        Some(Fault::Die(number)) => panic_any(Deadly(number)),
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

/// A place that is kept for one answer. Sending it never waits: the place was free before the message was accepted,
/// so a client that doesn't read its answers makes nobody wait but itself.
pub struct Reply {
    client: Sender<Done>,
    /// None once the answer is on its way.
    place: Option<OwnedPermit<Done>>,
    /// What the message was.
    message: String,
}

impl Reply {
    pub(super) fn new(client: Sender<Done>, place: OwnedPermit<Done>, message: &Message) -> Self {
        Self { client, place: Some(place), message: message.to_string() }
    }

    /// Whether the client is gone, so that an answer would be worked out for nobody.
    #[must_use]
    pub fn is_unwanted(&self) -> bool {
        self.client.is_closed()
    }

    /// Sends the answer.
    pub fn send(mut self, done: Done) {
        if let Some(place) = self.place.take() {
            place.send(done);
        }
    }
}

/// A message that is dropped on the way, because its thread died, is still answered.
impl Drop for Reply {
    fn drop(&mut self) {
        if let Some(place) = self.place.take() {
            place.send(Done(format!("error: {}: lost with a worker that died", self.message)));
        }
    }
}

#[cfg(test)]
mod tests;
