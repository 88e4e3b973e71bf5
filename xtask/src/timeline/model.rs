//! What the recorded events say: workers with their spans of work, messages with their waits, and what that comes to.

use std::collections::BTreeSet;
use std::fmt::{self, Display};

use super::events::{Events, Numbers, Worker as Id};
use super::units::{Nanos, bytes};

/// One run of a demo. Times count from the start of its recorder.
#[derive(Debug, Default)]
pub struct Timeline {
    /// Everybody who worked, and those between them who didn't.
    pub workers: Vec<Worker>,
    /// What was to be worked on, by number.
    pub messages: Vec<Message>,
    /// Whether numbers count bytes, so that a piece of work may cover several messages.
    pub in_bytes: bool,
}

/// Who worked, and on what.
#[derive(Debug)]
pub struct Worker {
    /// What it is called.
    pub name: String,
    /// Its work, from the first to the last.
    pub spans: Vec<Span>,
}

/// A piece of work, without a pause.
#[derive(Clone, Debug)]
pub struct Span {
    /// What was worked on.
    pub task: Task,
    /// When it began.
    pub start: Nanos,
    /// When it ended.
    pub stop: Nanos,
    /// Whether a panic ended it.
    pub panicked: bool,
    /// When the first of it was offered to the queue.
    pub offered: Option<Nanos>,
}

impl Span {
    /// How long it took.
    pub fn length(&self) -> Nanos {
        self.stop - self.start
    }

    /// How long it had waited, if that is known.
    pub fn waited(&self) -> Option<Nanos> {
        self.offered.map(|offered| self.start.saturating_sub(offered))
    }
}

/// What a message went through.
#[derive(Debug)]
pub struct Message {
    /// Which it is.
    pub task: Task,
    /// When it was offered to the queue.
    pub offered: Option<Nanos>,
    /// When there was room for it. In an unbounded queue that is at once.
    pub entered: Option<Nanos>,
    /// When work on it began.
    pub taken: Option<Nanos>,
}

/// The number and the name of what is worked on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Its number; or its bytes.
    pub numbers: Numbers,
    /// Its name, if it has one.
    pub name: Option<String>,
    in_bytes: bool,
}

impl Task {
    /// The number, unless bytes are counted.
    pub fn number(&self) -> Option<u64> {
        (!self.in_bytes).then_some(self.numbers.start)
    }

    /// The size, where bytes are counted.
    pub fn bytes(&self) -> u64 {
        if self.in_bytes { self.numbers.end - self.numbers.start } else { 0 }
    }
}

impl Display for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Numbers { start, end } = self.numbers;
        match &self.name {
            _ if self.in_bytes => write!(f, "bytes {start} to {} ({})", end - 1, bytes(end - start)),
            Some(name) => write!(f, "task {start}: {name}"),
            None => write!(f, "task {start}"),
        }
    }
}

impl Timeline {
    /// Makes sense of what was recorded.
    pub fn new(events: &Events) -> Timeline {
        let mut numbers = events.queued.iter().map(|(numbers, _)| numbers);
        let in_bytes = numbers.any(|numbers| numbers.end - numbers.start > 1);
        let task = |numbers: &Numbers| {
            let name = events.names.get(&numbers.start).cloned();
            Task { numbers: numbers.clone(), name, in_bytes }
        };
        let spans = |id: &Id| -> Vec<Span> {
            let own = events.worked.iter().filter(|worked| worked.worker == *id);
            let span = own.map(|worked| {
                let first = events.queued.partition_point(|(queued, _)| queued.end <= worked.numbers.start);
                let queued = events.queued.get(first).filter(|(queued, _)| queued.start < worked.numbers.end);
                Span {
                    task: task(&worked.numbers),
                    start: worked.start,
                    stop: worked.stop,
                    panicked: worked.panicked,
                    offered: queued.map(|&(_, at)| at),
                }
            });
            span.collect()
        };
        let workers = named(events)
            .into_iter()
            .flat_map(|(name, id)| in_rows(name, id.map(|id| spans(&id)).unwrap_or_default()));
        Timeline { workers: workers.collect(), messages: messages(events, task), in_bytes }
    }

    /// All work.
    pub fn spans(&self) -> impl Iterator<Item = &Span> {
        self.workers.iter().flat_map(|worker| &worker.spans)
    }

    /// When the first work began.
    pub fn begin(&self) -> Nanos {
        self.spans().map(|span| span.start).min().unwrap_or_default()
    }

    /// When the last work ended.
    pub fn end(&self) -> Nanos {
        self.spans().map(|span| span.stop).max().unwrap_or_default()
    }

    /// From the first start of work to its last end.
    pub fn makespan(&self) -> Nanos {
        self.end() - self.begin()
    }

    /// How much of the makespan the workers worked, on average: from 0 to 1.
    pub fn busy(&self) -> f64 {
        let whole = self.makespan() as f64 * self.workers.len() as f64;
        if whole > 0.0 { self.work() as f64 / whole } else { 0.0 }
    }

    /// No way of dealing this work to these workers takes less than this.
    pub fn least(&self) -> Nanos {
        self.longest().max(self.shared_evenly())
    }

    /// Whether it is one long task that no way of dealing could make up for.
    pub fn one_decides(&self) -> bool {
        self.longest() >= self.shared_evenly()
    }

    /// What was dealt, or meant to be, and never worked on.
    pub fn lost(&self) -> impl Iterator<Item = &Task> {
        self.messages.iter().filter(|message| message.taken.is_none()).map(|message| &message.task)
    }

    /// Whether all was done that there was to do.
    pub fn is_complete(&self) -> bool {
        self.lost().next().is_none() && self.spans().all(|span| !span.panicked)
    }

    fn work(&self) -> Nanos {
        self.spans().map(Span::length).sum()
    }

    fn longest(&self) -> Nanos {
        self.spans().map(Span::length).max().unwrap_or_default()
    }

    fn shared_evenly(&self) -> Nanos {
        self.work().div_ceil(self.workers.len().max(1) as Nanos)
    }
}

/// A worker can do several things at once: a task of tokio that waits for many futures does. It is then as many workers as
/// it takes for none to do two things at once.
fn in_rows(name: String, spans: Vec<Span>) -> Vec<Worker> {
    let mut rows = vec![Worker { name, spans: Vec::new() }];
    for span in spans {
        let is_free = |row: &&mut Worker| row.spans.last().is_none_or(|last| last.stop <= span.start);
        if let Some(row) = rows.iter_mut().find(is_free) {
            row.spans.push(span);
        } else {
            let name = format!("{} ({})", rows[0].name, rows.len() + 1);
            rows.push(Worker { name, spans: vec![span] });
        }
    }
    rows
}

/// The workers in their order, each with what it is called. One that never worked has no id.
fn named(events: &Events) -> Vec<(String, Option<Id>)> {
    let ids: BTreeSet<&Id> = events.worked.iter().map(|worked| &worked.worker).collect();
    let last =
        ids.iter().filter_map(|id| if let Id::Numbered(number) = id { Some(*number) } else { None }).max();
    // Workers that are numbered by their program leave a gap where one never worked. More than a few are no such gap.
    let numbered = last.map_or(0, |last| if last < 1024 { last + 1 } else { 0 });
    let mut named: Vec<_> = (0..numbered)
        .map(|number| {
            let id = Id::Numbered(number);
            (format!("worker {number}"), ids.contains(&id).then_some(id))
        })
        .collect();
    let alone = ids.len() == 1;
    let mut unnamed = 0;
    for id in ids {
        let name = match id {
            Id::Numbered(number) if *number < numbered => continue,
            Id::Numbered(number) => format!("worker {number}"),
            Id::Unnamed(_) if alone => "worker".to_owned(),
            Id::Unnamed(id) if numbered > 0 => format!("thread {id}"),
            Id::Unnamed(_) => {
                unnamed += 1;
                format!("worker {}", unnamed - 1)
            }
            Id::Named(name) => name.clone(),
        };
        named.push((name, Some(id.clone())));
    }
    named
}

/// Every message that was announced or offered, by number.
fn messages(events: &Events, task: impl Fn(&Numbers) -> Task) -> Vec<Message> {
    let bounded = !events.entered.is_empty();
    let mut work: Vec<_> = events.worked.iter().collect();
    work.sort_by_key(|worked| worked.numbers.start);
    let message = |numbers: &Numbers, offered: Option<Nanos>| {
        let after = work.partition_point(|worked| worked.numbers.start <= numbers.start);
        let before = after.checked_sub(1).map(|at| work[at]);
        let taken = before.filter(|worked| worked.numbers.end >= numbers.end).map(|worked| worked.start);
        let noted = events.entered.binary_search_by_key(&numbers.start, |(numbers, _)| numbers.start);
        let noted = noted.ok().map(|at| events.entered[at].1);
        // A receiver may be faster than the note about what it has received.
        let entered = match (noted, taken) {
            _ if !bounded => offered,
            (Some(noted), Some(taken)) => Some(noted.min(taken)),
            (noted, taken) => noted.or(taken),
        };
        Message { task: task(numbers), offered, entered, taken }
    };
    let mut messages: Vec<_> =
        events.queued.iter().map(|(numbers, at)| message(numbers, Some(*at))).collect();
    let offered: BTreeSet<u64> = events.queued.iter().map(|(numbers, _)| numbers.start).collect();
    let announced = events.names.keys().filter(|number| !offered.contains(number));
    messages.extend(announced.map(|&number| message(&(number..number + 1), None)));
    messages.sort_by_key(|message| message.task.numbers.start);
    messages
}

#[cfg(test)]
pub mod tests;
