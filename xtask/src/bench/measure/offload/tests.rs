use std::collections::HashSet;
use std::sync::mpsc;

use super::load::{Load, Message};
use super::run::run;
use super::threads::serve;
use super::total::Total;
use super::*;
use crate::bench::measure::channels::{Blocking, Sender};
use crate::bench::measure::group::{Claim, Measured, Outcome, Row, Spread};
use crate::bench::measure::side;

/// What becomes of each client's first message.
#[derive(Clone, Copy)]
enum Fault {
    Lost,
    Replaced,
}

#[derive(Clone)]
struct Faulty {
    sender: flume::Sender<Message>,
    fault: Option<Fault>,
}

impl Sender<Message> for Faulty {
    async fn send(&mut self, message: Message) -> bool {
        match self.fault.take() {
            Some(Fault::Lost) => true,
            Some(Fault::Replaced) => self.sender.send(Message(0)).is_ok(),
            None => self.sender.send(message).is_ok(),
        }
    }
}

#[test]
fn each_way_delivers_every_message_once_whatever_its_capacity() {
    for table in tables(1, &Setup::new(100).unwrap()) {
        for mut contestant in table.contestants {
            let figures = (contestant.run)(0).unwrap_or_else(|error| {
                panic!("{}: {}: {error:#}", table.title, contestant.name);
            });
            assert_eq!(figures.len(), table.measures.len(), "{}: {}", table.title, contestant.name);
            assert!(figures[0] > 0.0, "{}: {}", table.title, contestant.name);
        }
    }
}

/// Tells how many messages came as one.
struct Sizes(mpsc::Sender<usize>);

impl Sender<Vec<Message>> for Sizes {
    async fn send(&mut self, batch: Vec<Message>) -> bool {
        self.0.send(batch.len()).is_ok()
    }
}

#[test]
fn a_batch_has_as_many_messages_as_its_table_says() {
    let (sender, sizes) = mpsc::channel();
    let (total, _finished) = Total::new();
    side::runtime().unwrap().block_on(Batches::client(5..2 * BATCH + 7, Sizes(sender), total));
    assert_eq!(sizes.iter().collect::<Vec<_>>(), [BATCH, BATCH, 2]);
}

#[test]
fn no_two_rows_of_a_table_have_one_name() {
    for table in tables(1, &Setup::new(1).unwrap()) {
        let names: HashSet<_> = table.contestants.iter().map(|one| &one.name).collect();
        assert_eq!(names.len(), table.contestants.len(), "{}", table.title);
    }
}

#[test]
fn the_others_are_compared_with_the_demos_own_way() {
    for table in tables(1, &Setup::new(1).unwrap()) {
        assert!(table.contestants[table.baseline].ours, "{}", table.title);
    }
}

#[test]
fn a_message_that_is_lost_is_an_error() {
    assert_eq!(error_of(Fault::Lost), "96 of 100 messages arrived");
}

#[test]
fn a_message_that_comes_in_the_place_of_another_is_an_error() {
    assert_eq!(error_of(Fault::Replaced), "of 100 messages some came twice and others not at all");
}

#[test]
fn a_figure_is_reached_or_missed_only_if_the_whole_range_is() {
    let claimed = |low, high| claim(&title(Capacity::Bounded(CAPACITY)), SPAWN_BLOCKING, low, high).outcome;
    assert_eq!(claimed(20.0, 90.0), Outcome::Reached);
    assert_eq!(claimed(19.0, 90.0), Outcome::Unclear);
    assert_eq!(claimed(2.0, 19.0), Outcome::Missed);

    let claimed = |low, high| claim(&batches_title(), "flume", low, high).outcome;
    assert_eq!(claimed(0.02, 0.15), Outcome::Reached);
    assert_eq!(claimed(0.02, 0.16), Outcome::Unclear);
    assert_eq!(claimed(0.2, 0.4), Outcome::Missed);
}

#[test]
fn the_figures_are_looked_for_in_rows_that_there_are() {
    let setup = Setup::new(1).unwrap();
    let tables = tables(1, &setup);
    let has = |title: &str, name: &str| {
        let table = tables.iter().find(|table| table.title == title).unwrap();
        table.contestants.iter().any(|one| one.name == name)
    };
    assert!(has(&title(Capacity::Bounded(CAPACITY)), SPAWN_BLOCKING));
    assert!(has(&batches_title(), "flume") && has(&batches_title(), ONE_BY_ONE));
}

/// What is said of 100 messages over a way that isn't sound.
fn error_of(fault: Fault) -> String {
    let runtime = side::runtime().unwrap();
    let (sender, receiver) = flume::unbounded();
    let ends = (Faulty { sender, fault: Some(fault) }, Blocking(receiver));
    run::<OneByOne, _>(&runtime, 100, |total| serve(ends, total)).unwrap_err().to_string()
}

/// What is claimed if a row of a table comes to such a range.
fn claim(title: &str, name: &str, low: f64, high: f64) -> Claim {
    let range = Spread { low, median: f64::midpoint(low, high), high };
    let row = Row {
        name: name.to_owned(),
        ours: false,
        rounds: Vec::new(),
        figures: vec![range],
        ratios: vec![Some(range)],
    };
    let table = Measured { title: title.to_owned(), measures: Vec::new(), rows: vec![row] };
    let [claim] = <[_; 1]>::try_from(claims(&[table])).unwrap();
    claim
}
