//! What happens to a program while it runs: steps that come one after the other, and what comes at a certain moment.

use std::time::{Duration, Instant};

use super::Stdin;
use super::pipes::{Feeder, Pending};
use crate::engine::spec::{Signal, StdinFault, Step};
use crate::engine::tree::Tree;

/// Something that happens at a certain moment of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timed {
    /// How long after the start.
    pub at: Duration,
    /// What happens.
    pub event: TimedEvent,
}

/// What can happen at a certain moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimedEvent {
    /// The program is sent this.
    Signal(Signal),
    /// The program is sent this as soon as it catches it.
    CaughtSignal(Signal),
    /// All its processes are paused.
    Pause,
    /// All its processes continue.
    Continue,
}

/// The steps and moments that are still to come.
pub struct Script<'a> {
    steps: &'a [Step],
    timed: &'a [Timed],
    /// How late the last of them came: those that follow keep their distance.
    delay: Duration,
    feeder: Option<Feeder>,
    pending: Pending,
    /// How much of each stream has been searched in vain for the text that is waited for.
    searched: [usize; 2],
}

impl<'a> Script<'a> {
    /// Begins to feed the program.
    pub fn new(
        stdin: &Stdin<'a>,
        fault: Option<StdinFault>,
        mut feeder: Option<Feeder>,
        timed: &'a [Timed],
    ) -> Script<'a> {
        let pending = feeder.as_ref().map(Feeder::pending).unwrap_or_default();
        let mut steps: &[Step] = &[];
        match stdin {
            Stdin::Empty => {}
            Stdin::Bytes(input) => {
                if let Some(feeder) = &feeder {
                    match fault {
                        None | Some(StdinFault::Stall) => feeder.write(input),
                        Some(StdinFault::Trickle) => feeder.trickle(input),
                        Some(StdinFault::Half) => feeder.write(&input[..input.len() / 2]),
                    }
                }
                if fault != Some(StdinFault::Stall) {
                    feeder = None;
                }
            }
            Stdin::Steps(of_case) => steps = of_case,
        }
        Script { steps, timed, delay: Duration::ZERO, feeder, pending, searched: [0; 2] }
    }

    /// Whether nothing is still to come.
    pub fn is_done(&self) -> bool {
        self.steps.is_empty() && self.timed.is_empty()
    }

    /// Whether nothing is still to come but what the program itself must bring about.
    pub fn only_waits(&self) -> bool {
        self.timed.is_empty() && matches!(self.steps.first(), None | Some(Step::Wait(_)))
    }

    /// Whether something is still to be written to its stdin, or its end to come.
    pub fn stdin_is_pending(&self) -> bool {
        self.pending.is_some()
    }

    /// Takes every step whose turn it is.
    pub fn advance(&mut self, tree: &Tree, stdout: &[u8], stderr: &[u8], started: Instant) {
        while let Some((timed, rest)) = self.timed.split_first()
            && let Some(delay) = started.elapsed().checked_sub(timed.at)
            && delay >= self.delay
        {
            match timed.event {
                TimedEvent::CaughtSignal(signal) if !tree.catches(signal) => break,
                TimedEvent::Signal(signal) | TimedEvent::CaughtSignal(signal) => tree.signal(signal),
                TimedEvent::Pause => tree.pause(),
                TimedEvent::Continue => tree.resume(),
            }
            self.timed = rest;
            self.delay = delay;
        }
        while let Some((step, rest)) = self.steps.split_first() {
            match step {
                Step::Input(input) => {
                    if let Some(feeder) = &self.feeder {
                        feeder.write(input.as_bytes());
                    }
                }
                Step::Wait(text) => {
                    if !self.has_come(text.as_bytes(), [stdout, stderr]) {
                        return;
                    }
                    self.searched = [0; 2];
                }
                Step::Signal(signal) => tree.signal(*signal),
                Step::Close(_) => self.feeder = None,
            }
            self.steps = rest;
        }
    }

    fn has_come(&mut self, text: &[u8], streams: [&[u8]; 2]) -> bool {
        for (stream, searched) in streams.iter().zip(&mut self.searched) {
            // What was searched may end with the first part of it.
            let from = searched.saturating_sub(text.len());
            if stream[from..].windows(text.len()).any(|part| part == text) {
                return true;
            }
            *searched = stream.len();
        }
        false
    }

    /// What the next step waits for.
    pub fn waiting(&self) -> Option<String> {
        match self.steps.first() {
            Some(Step::Wait(text)) => Some(text.to_string()),
            _ => None,
        }
    }
}
