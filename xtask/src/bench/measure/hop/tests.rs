use std::collections::HashSet;

use super::stream::stream;
use super::*;
use crate::bench::measure::channels::{Blocking, Sender};
use crate::bench::measure::group::{Measured, Outcome, Row, Spread};

/// A way on which message 2 comes to this.
#[derive(Clone, Copy)]
enum Fault {
    Lost,
    Twice,
}

struct Faulty(Fault, flume::Sender<usize>);

impl Sender<usize> for Faulty {
    async fn send(&mut self, message: usize) -> bool {
        let times = match self.0 {
            Fault::Lost if message == 2 => 0,
            Fault::Twice if message == 2 => 2,
            _ => 1,
        };
        (0..times).all(|_| self.1.send(message).is_ok())
    }
}

#[test]
fn each_channel_delivers_every_message_once_in_order_whatever_its_capacity() {
    for table in tables(1, 100).unwrap() {
        for mut contestant in table.contestants {
            let figures = (contestant.run)(0).unwrap_or_else(|error| {
                panic!("{}: {}: {error:#}", table.title, contestant.name);
            });
            assert_eq!(figures.len(), table.measures.len(), "{}: {}", table.title, contestant.name);
            assert!(figures[0] > 0.0, "{}: {}", table.title, contestant.name);
        }
    }
}

#[test]
fn no_two_rows_of_a_table_have_one_name() {
    for table in tables(1, 1).unwrap() {
        let names: HashSet<_> = table.contestants.iter().map(|one| &one.name).collect();
        assert_eq!(names.len(), table.contestants.len(), "{}", table.title);
    }
}

#[test]
fn in_each_direction_the_demos_own_channel_takes_part() {
    for table in tables(1, 1).unwrap() {
        assert!(table.contestants.iter().any(|one| one.ours), "{}", table.title);
    }
}

#[test]
fn a_message_that_is_lost_is_an_error() {
    let error = faulty_stream(Fault::Lost);

    assert_eq!(error, "message 3 came in the place of message 2");
}

#[test]
fn a_message_that_comes_twice_is_an_error() {
    let error = faulty_stream(Fault::Twice);

    assert_eq!(error, "message 2 came in the place of message 3");
}

#[test]
fn another_message_back_than_was_sent_is_an_error() {
    let runtime = side::runtime().unwrap();
    let direction = Direction::ALL[0];
    let (sender, receiver) = flume::bounded(2);
    let there = (Faulty(Fault::Twice, sender), Blocking(receiver));
    let (sender, receiver) = flume::bounded(2);
    let back = (Blocking(sender), Blocking(receiver));

    let error = return_trip::return_trip(&runtime, direction, there, back, 5).unwrap_err();

    assert_eq!(error.to_string(), "Some(2) came back instead of message 3");
}

#[test]
fn a_channel_is_named_the_cheapest_only_if_its_range_lies_below_all_others() {
    let apart = outcome(&[("flume, 64", 1.0, 2.0), ("std, 64", 2.5, 4.0), ("kanal, 1", 0.1, 0.2)]);
    assert_eq!(apart, (Outcome::Reached, "flume".to_owned()));

    let near = outcome(&[("flume, 64", 1.0, 2.0), ("std, 64", 1.9, 4.0), ("kanal, 64", 3.0, 4.0)]);
    let words = "no difference that this machine can tell between flume, std".to_owned();
    assert_eq!(near, (Outcome::Unclear, words));
}

fn faulty_stream(fault: Fault) -> String {
    let runtime = side::runtime().unwrap();
    let (sender, receiver) = flume::unbounded();
    let ends = (Faulty(fault, sender), Blocking(receiver));
    stream(&runtime, Direction::ALL[0], ends, 5).unwrap_err().to_string()
}

/// What is claimed of a stream between threads, from the range of each row.
fn outcome(rows: &[(&str, f64, f64)]) -> (Outcome, String) {
    let row = |&(name, low, high): &(&str, f64, f64)| Row {
        name: name.to_owned(),
        ours: false,
        rounds: Vec::new(),
        figures: vec![Spread { low, median: f64::midpoint(low, high), high }],
        ratios: vec![None],
    };
    let table = Measured {
        title: stream_title(Direction::ALL[0]),
        measures: vec![seconds("a message")],
        rows: rows.iter().map(row).collect(),
    };
    let [claim] = <[_; 1]>::try_from(claims(&[table])).unwrap();
    (claim.outcome, claim.measured)
}
