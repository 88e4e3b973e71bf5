//! The queue between the two sides: how full it was, how long messages waited, and where.

use super::model::{Message, Timeline};
use super::record::{Part, Run};
use super::units::Nanos;

/// What happened at a queue.
#[derive(Debug)]
pub struct Queue {
    /// How many messages were still to come into the queue, of all that there would be.
    pub outside: Level,
    /// How many of them were offered, and waited for room.
    pub door: Level,
    /// How many messages waited in the queue.
    pub inside: Level,
    /// How many bytes waited in the queue, where bytes are counted.
    pub bytes: Level,
    /// How long each message waited for room, in ascending order.
    pub waits_at_door: Vec<Nanos>,
    /// How long each message waited in the queue, in ascending order.
    pub waits_inside: Vec<Nanos>,
    /// When the first message came.
    pub begin: Nanos,
    /// When the last work ended.
    pub end: Nanos,
}

/// How many there are of something, over time.
#[derive(Debug, Default)]
pub struct Level(Vec<(Nanos, u64)>);

impl Queue {
    /// Looks at the messages of a run. `None` if none was ever offered.
    pub fn new(timeline: &Timeline) -> Option<Queue> {
        let offered = timeline.messages.iter().filter_map(|message| message.offered);
        let begin = offered.min()?;
        let end = timeline.end().max(begin);
        let between = |from: fn(&Message) -> Option<Nanos>, to: fn(&Message) -> Option<Nanos>| {
            // Lost ones wait to the end.
            let wait = move |message: &Message| {
                Some((from(message)?, to(message).unwrap_or(end), message.task.bytes()))
            };
            timeline.messages.iter().filter_map(wait).map(|(from, to, bytes)| (from, to.max(from), bytes))
        };
        let at_door = || between(|message| message.offered, |message| message.entered);
        let inside = || between(|message| message.entered, |message| message.taken);
        let outside = timeline.messages.iter().map(|message| (begin, message.entered.unwrap_or(end), 1));
        let sorted = |mut waits: Vec<Nanos>| {
            waits.sort_unstable();
            waits
        };
        Some(Queue {
            outside: Level::new(outside),
            door: Level::new(at_door().map(|(from, to, _)| (from, to, 1))),
            inside: Level::new(inside().map(|(from, to, _)| (from, to, 1))),
            bytes: Level::new(inside()),
            waits_at_door: sorted(at_door().map(|(from, to, _)| to - from).collect()),
            waits_inside: sorted(inside().map(|(from, to, _)| to - from).collect()),
            begin,
            end,
        })
    }

    /// From the first message to the end of the last work.
    pub fn span(&self) -> Nanos {
        self.end - self.begin
    }

    /// The average level in each of `cells` equal parts of `scale`, which begins with this queue.
    pub fn averages(&self, level: &Level, scale: Nanos, cells: usize) -> Vec<f64> {
        let edge =
            |cell: usize| self.begin + (u128::from(scale) * cell as u128 / cells.max(1) as u128) as Nanos;
        (0..cells).map(|cell| level.average(edge(cell), edge(cell + 1))).collect()
    }
}

impl Level {
    /// Each of the waits counts so much from its start to its end.
    fn new(waits: impl Iterator<Item = (Nanos, Nanos, u64)>) -> Level {
        let (mut up, mut down) = (Vec::new(), Vec::new());
        for (from, to, weight) in waits {
            if from < to {
                up.push((from, weight));
                down.push((to, weight));
            }
        }
        up.sort_unstable();
        down.sort_unstable();
        let mut steps: Vec<(Nanos, u64)> = Vec::new();
        let mut level = 0;
        let (mut up, mut down) = (up.into_iter().peekable(), down.into_iter().peekable());
        loop {
            let next = up.peek().map(|&(at, _)| at).into_iter().chain(down.peek().map(|&(at, _)| at)).min();
            let Some(at) = next else { break };
            while let Some((_, weight)) = up.next_if(|&(when, _)| when == at) {
                level += weight;
            }
            while let Some((_, weight)) = down.next_if(|&(when, _)| when == at) {
                level -= weight;
            }
            steps.push((at, level));
        }
        Level(steps)
    }

    /// Each change: when, and how many there are from then on.
    pub fn steps(&self) -> &[(Nanos, u64)] {
        &self.0
    }

    /// As many as there ever were.
    pub fn most(&self) -> u64 {
        self.0.iter().map(|&(_, level)| level).max().unwrap_or_default()
    }

    /// How many there were between two moments, on average.
    pub fn average(&self, from: Nanos, to: Nanos) -> f64 {
        if to <= from {
            return 0.0;
        }
        let first = self.0.partition_point(|&(at, _)| at <= from);
        let mut at = from;
        let mut level = first.checked_sub(1).map_or(0, |before| self.0[before].1);
        let mut sum = 0.0;
        for &(next, next_level) in self.0[first..].iter().take_while(|&&(next, _)| next < to) {
            sum += (next - at) as f64 * level as f64;
            (at, level) = (next, next_level);
        }
        (sum + (to - at) as f64 * level as f64) / (to - from) as f64
    }
}

/// The runs of a demo under different capacities that have something to show.
pub fn with_queues(run: &Run) -> Vec<(&Part, Queue)> {
    run.parts.iter().filter_map(|part| Some((part, Queue::new(&part.timeline)?))).collect()
}

/// The one in the middle, of what is in ascending order.
pub fn median(sorted: &[Nanos]) -> Nanos {
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timeline::model::tests::timeline;

    #[test]
    fn a_message_waits_for_room_first_and_then_in_the_queue() {
        let timeline = timeline(
            "queued 0 1 10\nentered 0 1 10\nworked 0 1 20 50 worker 0 done\n\
             queued 1 2 10\nentered 1 2 20\nworked 1 2 50 60 worker 0 done\n\
             queued 2 3 30\nworked 2 3 60 70 worker 0 done",
        );
        let queue = Queue::new(&timeline).unwrap();
        assert_eq!((queue.begin, queue.end), (10, 70));
        assert_eq!(queue.outside.steps(), [(10, 2), (20, 1), (60, 0)]);
        assert_eq!(queue.waits_at_door, [0, 10, 30]);
        assert_eq!(queue.waits_inside, [0, 10, 30]);
        assert_eq!(queue.inside.steps(), [(10, 1), (20, 1), (50, 0)]);
        assert_eq!(queue.door.steps(), [(10, 1), (20, 0), (30, 1), (60, 0)]);
        assert_eq!((queue.inside.most(), queue.door.most()), (1, 1));
        assert_eq!(queue.averages(&queue.door, 60, 3), [0.5, 1.0, 0.5]);
        assert_eq!(queue.inside.average(0, 20), 0.5);
        assert_eq!(queue.inside.average(70, 70), 0.0);
    }

    #[test]
    fn where_bytes_are_counted_the_queue_tells_how_many_it_held() {
        let timeline = timeline(
            "queued 0 100 0\nentered 0 100 1\nqueued 100 150 2\nentered 100 150 3\n\
             worked 0 150 10 20 thread 2 done",
        );
        let queue = Queue::new(&timeline).unwrap();
        assert_eq!(queue.bytes.most(), 150);
        assert_eq!(queue.inside.most(), 2);
    }

    #[test]
    fn what_is_lost_waits_to_the_end() {
        let queue = Queue::new(&timeline("queued 0 1 0\nqueued 1 2 0\nworked 0 1 5 25 task 4 done")).unwrap();
        assert_eq!(queue.waits_inside, [5, 25]);
        let full = "queued 0 1 0\nentered 0 1 0\nworked 0 1 5 25 task 4 done\nqueued 1 2 0";
        assert_eq!(Queue::new(&timeline(full)).unwrap().outside.steps(), [(0, 1), (25, 0)]);
        assert!(Queue::new(&timeline("task 0 1 a")).is_none());
    }
}
