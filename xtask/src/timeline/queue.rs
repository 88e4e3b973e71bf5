//! A bounded queue: how many messages waited, how long, and on which side of it.

use std::collections::BTreeMap;

use super::model::{Message, Timeline};
use super::units::{Axis, Nanos};

/// The waits at a queue.
pub struct Queue {
    /// From the first offer to the end of the last work.
    pub axis: Axis,
    /// From the first offer of all to the moment when the queue accepted the message.
    pub unsent: Waits,
    /// From the message's own offer to that moment: its sender was blocked.
    pub blocked: Waits,
    /// From that moment to the start of work.
    pub queued: Waits,
}

impl Queue {
    /// The queue of a run. `None` if nothing was offered to one.
    pub fn new(timeline: &Timeline) -> Option<Queue> {
        let begin = timeline.messages.iter().filter_map(|message| message.offered).min()?;
        let end = timeline.end().max(begin);
        let waits = |from: &dyn Fn(&Message) -> Option<Nanos>, to: fn(&Message) -> Option<Nanos>| {
            let wait = |message: &Message| {
                let from = from(message)?;
                // A lost message waits to the end.
                Some((from, to(message).unwrap_or(end).max(from)))
            };
            Waits(timeline.messages.iter().filter_map(wait).collect())
        };
        Some(Queue {
            axis: Axis { begin, length: end - begin },
            unsent: waits(&|_| Some(begin), |message| message.accepted),
            blocked: waits(&|message| message.offered, |message| message.accepted),
            queued: waits(&|message| message.accepted, |message| message.taken),
        })
    }
}

/// Waits of one kind: from when, and to when.
pub struct Waits(Vec<(Nanos, Nanos)>);

impl Waits {
    /// How long each message waits, in ascending order.
    pub fn lengths(&self) -> Vec<Nanos> {
        let mut lengths: Vec<Nanos> = self.0.iter().map(|(from, to)| to - from).collect();
        lengths.sort_unstable();
        lengths
    }

    /// How many messages wait: the moment of each change, and the number from then on.
    pub fn counts(&self) -> Vec<(Nanos, u64)> {
        let mut changes: BTreeMap<Nanos, (u64, u64)> = BTreeMap::new();
        for (from, to) in self.0.iter().filter(|(from, to)| from < to) {
            changes.entry(*from).or_default().0 += 1;
            changes.entry(*to).or_default().1 += 1;
        }
        let mut count = 0;
        let change = |(at, (more, fewer))| {
            count = count + more - fewer;
            (at, count)
        };
        changes.into_iter().map(change).collect()
    }

    /// How many messages wait in each of so many equal parts of an axis, on average.
    pub fn averages(&self, axis: &Axis, cells: usize) -> Vec<f64> {
        let average = |cell| {
            let (left, right) = (axis.edge(cell, cells), axis.edge(cell + 1, cells));
            let within = |(from, to): &(Nanos, Nanos)| to.min(&right).saturating_sub(*from.max(&left));
            self.0.iter().map(within).sum::<Nanos>() as f64 / (right - left).max(1) as f64
        };
        (0..cells).map(average).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timeline::recording::tests::timeline;

    #[test]
    fn a_message_blocks_its_sender_first_and_then_waits_in_the_queue() {
        let queue = Queue::new(&timeline(
            "offered 0 10 a\naccepted 10 a\nworked 0 20 50 worker 0 done\n\
             offered 1 10 b\naccepted 20 b\nworked 1 50 60 worker 0 done\n\
             offered 2 30 a\nworked 2 60 70 worker 0 done",
        ))
        .unwrap();
        assert_eq!(queue.unsent.counts(), [(10, 2), (20, 1), (60, 0)]);
        assert_eq!((queue.blocked.lengths(), queue.queued.lengths()), (vec![0, 10, 30], vec![0, 10, 30]));
        assert_eq!(queue.queued.counts(), [(10, 1), (20, 1), (50, 0)]);
        assert_eq!(queue.blocked.counts(), [(10, 1), (20, 0), (30, 1), (60, 0)]);
        assert_eq!(queue.blocked.averages(&queue.axis, 3), [0.5, 1.0, 0.5]);
    }

    #[test]
    fn a_lost_message_waits_to_the_end() {
        let lost = "offered 0 0 s\naccepted 0 s\nworked 0 5 25 task 4 done\noffered 1 0 s";
        assert_eq!(Queue::new(&timeline(lost)).unwrap().unsent.counts(), [(0, 1), (25, 0)]);
        let queue = Queue::new(&timeline(&format!("{lost}\naccepted 0 s"))).unwrap();
        assert_eq!(queue.queued.lengths(), [5, 25]);
        assert!(Queue::new(&timeline("task 0 a")).is_none());
    }
}
