//! Reads what a demo recorded: who worked on what, and when. `shared/src/timeline.rs` has the format.

use std::collections::BTreeMap;
use std::ops::Range;

use anyhow::{Context, Result};

use super::units::Nanos;
use crate::report::LINE;
use crate::text::shown;

/// No number is larger: 2.4 hours in nanoseconds, or 8 TiB. What is, was never meant.
const MOST: u64 = 1 << 43;

/// Numbers of tasks, or of bytes.
pub type Numbers = Range<u64>;

/// What was recorded, in order.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Events {
    /// What the tasks are called, by their first number.
    pub names: BTreeMap<u64, String>,
    /// What was offered to the queue, and when.
    pub queued: Vec<(Numbers, Nanos)>,
    /// What found room in the queue, and when; nothing where the queue is unbounded.
    pub entered: Vec<(Numbers, Nanos)>,
    /// What was worked on.
    pub worked: Vec<Worked>,
}

/// A piece of work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worked {
    /// What was worked on.
    pub numbers: Numbers,
    /// From when,
    pub start: Nanos,
    /// to when,
    pub stop: Nanos,
    /// by whom,
    pub worker: Worker,
    /// and whether a panic ended it.
    pub panicked: bool,
}

/// Who worked, as it was recorded.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Worker {
    /// A thread with a name of ours: `worker 3`.
    Numbered(u64),
    /// A thread or a task of tokio without one, by its id.
    Unnamed(u64),
    /// Any other name.
    Named(String),
}

impl Events {
    /// Reads the lines of a recording. A last line that was cut short, because the program was killed, is left out.
    ///
    /// # Errors
    /// When a line isn't what it should be.
    pub fn read(text: &str) -> Result<Events> {
        let whole = text.rfind('\n').map_or("", |end| &text[..end]);
        let mut events = Events::default();
        for (number, line) in (1..).zip(whole.lines()) {
            events.add(line).with_context(|| {
                format!("line {number} of the recording makes no sense: {}", shown(line.as_bytes(), LINE))
            })?;
        }
        events.queued.sort_by_key(|(numbers, _)| numbers.start);
        events.entered.sort_by_key(|(numbers, _)| numbers.start);
        events.worked.sort_by_key(|worked| (worked.start, worked.numbers.start));
        Ok(events)
    }

    fn add(&mut self, line: &str) -> Option<()> {
        let mut fields = line.split('\t');
        let kind = fields.next()?;
        let first = read(fields.next()?)?;
        let numbers = first..read(fields.next()?).filter(|&end| end >= first)?;
        match kind {
            // Nothing happened to nothing.
            "queued" | "entered" | "worked" if numbers.is_empty() => return Some(()),
            "task" => {
                self.names.insert(first, fields.next()?.to_owned());
            }
            "queued" => self.queued.push((numbers, read(fields.next()?)?)),
            "entered" => self.entered.push((numbers, read(fields.next()?)?)),
            "worked" => {
                let start = read(fields.next()?)?;
                let stop = read(fields.next()?).filter(|&stop| stop >= start)?;
                let worker = Worker::read(fields.next()?);
                let panicked = match fields.next()? {
                    "done" => false,
                    "panicked" => true,
                    _ => return None,
                };
                self.worked.push(Worked { numbers, start, stop, worker, panicked });
            }
            _ => return None,
        }
        fields.next().is_none().then_some(())
    }
}

fn read(number: &str) -> Option<u64> {
    number.parse().ok().filter(|&number| number <= MOST)
}

impl Worker {
    fn read(name: &str) -> Worker {
        match name.split_once(' ').and_then(|(kind, number)| Some((kind, number.parse().ok()?))) {
            Some(("worker", number)) => Worker::Numbered(number),
            Some(("thread" | "task", id)) => Worker::Unnamed(id),
            _ => Worker::Named(name.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_in_any_order_are_read_and_a_line_cut_short_is_left_out() {
        let text = "worked\t1\t2\t30\t40\ttask 17\tpanicked\nqueued\t1\t2\t7\nentered\t1\t2\t8\n\
                    worked\t0\t1\t20\t25\tworker 3\tdone\nqueued\t0\t1\t5\ntask\t0\t1\ta name\nworked\t2\t3\t4";
        let events = Events::read(text).unwrap();
        assert_eq!(events.names, BTreeMap::from([(0, "a name".to_owned())]));
        assert_eq!(events.queued, [(0..1, 5), (1..2, 7)]);
        assert_eq!(events.entered, [(1..2, 8)]);
        let (first, second) = (Worker::Numbered(3), Worker::Unnamed(17));
        let worked = [
            Worked { numbers: 0..1, start: 20, stop: 25, worker: first, panicked: false },
            Worked { numbers: 1..2, start: 30, stop: 40, worker: second, panicked: true },
        ];
        assert_eq!(events.worked, worked);
        assert_eq!(Events::read("").unwrap(), Events::default());
    }

    #[test]
    fn a_line_that_makes_no_sense_is_named() {
        let wrong = [
            "slept\t0\t1\t5",
            "queued\t0\t1",
            "queued\t1\t0\t5",
            "queued\t0\t1\t-5",
            "queued\t0\t1\t5\t6",
            "queued\t0\t18446744073709551615\t5",
            "task\t18446744073709551615\t18446744073709551615\ta",
            "worked\t0\t1\t8\t18446744073709551615\tworker 0\tdone",
            "worked\t0\t1\t9\t8\tworker 0\tdone",
            "worked\t0\t1\t8\t9\tworker 0\tasleep",
        ];
        for line in wrong {
            let error = Events::read(&format!("queued\t0\t1\t5\n{line}\n")).unwrap_err().to_string();
            let line = line.replace('\t', "\\t");
            assert_eq!(error, format!("line 2 of the recording makes no sense: {line}"));
        }
        let error = Events::read(&("x".repeat(5000) + "\n")).unwrap_err().to_string();
        assert!(error.len() < 300, "{error}");
    }
}
