//! A run: its workers and their work, its messages and their waits, and the numbers that sum it up.

use std::collections::BTreeMap;
use std::ops::Range;

use super::units::Nanos;

/// What one run did. Times count from the start of its recorder.
#[derive(Debug, Default)]
pub struct Timeline {
    pub workers: Vec<Worker>,
    /// What was to be worked on, by number.
    pub messages: Vec<Message>,
    /// What the tasks are called.
    pub names: BTreeMap<u64, String>,
    /// Whether numbers count bytes, so that one piece of work can cover several messages.
    pub in_bytes: bool,
}

/// A thread or tokio task.
#[derive(Debug)]
pub struct Worker {
    pub name: String,
    /// Its work, in order and without overlaps.
    pub spans: Vec<Span>,
}

/// A piece of work.
#[derive(Debug)]
pub struct Span {
    pub numbers: Range<u64>,
    pub start: Nanos,
    pub stop: Nanos,
    pub panicked: bool,
}

impl Span {
    pub fn length(&self) -> Nanos {
        self.stop - self.start
    }
}

/// What is sent to a worker, and when each thing happened to it.
#[derive(Debug)]
pub struct Message {
    pub numbers: Range<u64>,
    /// Its sender offered it to a bounded queue.
    pub offered: Option<Nanos>,
    /// The queue accepted it.
    pub accepted: Option<Nanos>,
    /// Work on it began.
    pub taken: Option<Nanos>,
}

impl Message {
    pub fn new(numbers: Range<u64>) -> Message {
        Message { numbers, offered: None, accepted: None, taken: None }
    }
}

impl Timeline {
    /// Adds what follows from the rest: when each message was taken, and the messages that were named but not offered.
    pub fn new(names: BTreeMap<u64, String>, offered: Vec<Message>, workers: Vec<Worker>) -> Timeline {
        let named = names.keys().map(|&number| Message::new(number..number + 1));
        let by_number = |message: Message| (message.numbers.start, message);
        let mut messages: BTreeMap<u64, Message> = named.chain(offered).map(by_number).collect();
        let spans = workers.iter().flat_map(|worker| &worker.spans);
        let work: BTreeMap<u64, &Span> = spans.map(|span| (span.numbers.start, span)).collect();
        for message in messages.values_mut() {
            let span = work.range(..=message.numbers.start).next_back().map(|(_, span)| span);
            message.taken =
                span.filter(|span| span.numbers.end >= message.numbers.end).map(|span| span.start);
            // A worker can be faster than the sender's note that the queue has accepted the message.
            if let (Some(_), Some(taken)) = (message.offered, message.taken) {
                message.accepted = Some(message.accepted.map_or(taken, |accepted| accepted.min(taken)));
            }
        }
        let messages: Vec<Message> = messages.into_values().collect();
        let in_bytes = messages.iter().any(|message| message.numbers.end - message.numbers.start > 1);
        Timeline { workers, messages, names, in_bytes }
    }

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

    /// The work of all workers, as a part of the makespan times their number: from 0 to 1.
    pub fn utilization(&self) -> f64 {
        self.even_share() as f64 / self.makespan().max(1) as f64
    }

    /// The time that so many workers need for this work at least, however it is dispatched.
    pub fn lower_bound(&self) -> Nanos {
        self.longest().max(self.even_share())
    }

    pub fn longest(&self) -> Nanos {
        self.spans().map(Span::length).max().unwrap_or_default()
    }

    fn even_share(&self) -> Nanos {
        self.spans().map(Span::length).sum::<Nanos>().div_ceil(self.workers.len().max(1) as Nanos)
    }

    /// What no worker has begun.
    pub fn lost(&self) -> impl Iterator<Item = &Message> {
        self.messages.iter().filter(|message| message.taken.is_none())
    }

    /// Whether everything was done.
    pub fn is_complete(&self) -> bool {
        self.lost().next().is_none() && self.spans().all(|span| !span.panicked)
    }

    /// What a task is called: `task 3: its name`.
    pub fn label(&self, Range { start, end }: &Range<u64>) -> String {
        match self.names.get(start) {
            _ if self.in_bytes => format!("bytes {start} to {}", end - 1),
            Some(name) => format!("task {start}: {name}"),
            None => format!("task {start}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::timeline::recording::tests::timeline;

    #[test]
    fn the_lower_bound_is_the_longest_task_or_an_even_share() {
        let one_long = timeline("worked 0 100 500 task 9 done\nworked 1 100 200 task 8 done");
        assert_eq!((one_long.makespan(), one_long.lower_bound()), (400, 400));
        assert_eq!(one_long.utilization(), 0.625);
        let even =
            "worked 0 0 100 worker 0 done\nworked 1 100 200 worker 0 done\nworked 2 0 90 worker 1 done";
        assert_eq!((timeline(even).makespan(), timeline(even).lower_bound()), (200, 145));
    }

    #[test]
    fn what_no_worker_has_begun_is_lost() {
        let panicked = timeline("task 0 a\ntask 1 b\nworked 0 5 6 task 4 panicked");
        let lost: Vec<String> = panicked.lost().map(|message| panicked.label(&message.numbers)).collect();
        assert_eq!(lost, ["task 1: b"]);
        assert!(!panicked.is_complete() && !timeline("offered 1 0 s").is_complete());
        assert!(!timeline("worked 0 5 6 task 4 panicked").is_complete());
        assert!(timeline("task 0 a\nworked 0 5 6 task 4 done").is_complete());
    }

    #[test]
    fn a_write_takes_all_blocks_in_its_range() {
        let timeline = timeline(
            "offered 0..10 1 s\noffered 10..30 2 s\noffered 30..40 3 s\n\
             worked 0..30 5 9 thread 3 done\nworked 30..40 9 12 thread 3 done",
        );
        let taken: Vec<_> = timeline.messages.iter().map(|message| message.taken).collect();
        assert_eq!(taken, [Some(5), Some(5), Some(9)]);
    }

    #[test]
    fn a_note_that_comes_late_or_never_makes_no_message_wait_longer() {
        let timeline = timeline(
            "offered 0 0 s\nworked 0 4 6 worker 0 done\naccepted 9 s\n\
             offered 1 1 s\nworked 1 7 8 worker 0 done\noffered 2 2 t",
        );
        let accepted: Vec<_> = timeline.messages.iter().map(|message| message.accepted).collect();
        assert_eq!(accepted, [Some(4), Some(7), None]);
    }
}
