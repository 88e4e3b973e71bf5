use std::cell::RefCell;
use std::rc::Rc;

use anyhow::{anyhow, bail};

use super::*;
use crate::bench::measure::group::Unit;

type Run = Box<dyn FnMut(usize) -> Result<Vec<f64>>>;

fn group(rounds: usize, contestants: Vec<(&str, Run)>) -> Group {
    Group {
        title: "a group".to_owned(),
        measures: vec![Measure { name: "time", unit: Unit::Seconds, relative: true, exact: false }],
        rounds,
        contestants: contestants
            .into_iter()
            .map(|(name, run)| Contestant { name: name.to_owned(), ours: false, run })
            .collect(),
        baseline: 0,
    }
}

fn run(group: Group, stop: &Stop) -> Result<Option<Table>> {
    let mut progress = Progress::new("bench", std::slice::from_ref(&group), 0);
    super::run(0, group, &mut progress, stop)
}

fn yields(figure: impl Fn(usize) -> f64 + 'static) -> Run {
    Box::new(move |round| Ok(vec![figure(round)]))
}

#[test]
fn a_ratio_is_taken_in_each_round() {
    // Both are slower from round to round, by the same factor: that makes the times differ, not the ratio.
    let slow = |round: usize| 2.0_f64.powi(round as i32);
    let group = group(5, vec![("one", yields(slow)), ("other", yields(move |round| 3.0 * slow(round)))]);
    let table = run(group, &Stop::default()).unwrap().unwrap();
    let other = table.measured.row("other").unwrap();
    assert_eq!(other.figures[0], Spread { low: 3.0, median: 12.0, high: 48.0 });
    assert_eq!(other.ratios[0], Some(Spread { low: 3.0, median: 3.0, high: 3.0 }));
    assert_eq!(other.rounds, [[3.0], [6.0], [12.0], [24.0], [48.0]]);
}

#[test]
fn all_of_a_round_come_before_the_next_and_nobody_always_follows_the_same() {
    const ROUNDS: usize = 12;
    let names = ["a", "b", "c", "d"];
    let ran: Rc<RefCell<Vec<&str>>> = Rc::default();
    let notes = |name| {
        let ran = Rc::clone(&ran);
        let run: Run = Box::new(move |_| {
            ran.borrow_mut().push(name);
            Ok(vec![1.0])
        });
        (name, run)
    };
    run(group(ROUNDS, names.map(notes).into()), &Stop::default()).unwrap().unwrap();

    let ran = ran.take();
    assert_eq!(ran.len(), names.len() * (ROUNDS + 1), "one round more, to warm up");
    for round in ran.chunks(names.len()) {
        let mut round = round.to_vec();
        round.sort_unstable();
        assert_eq!(round, names);
    }
    for name in names {
        let mut before: Vec<&str> =
            ran.windows(2).filter(|pair| pair[1] == name && pair[0] != name).map(|pair| pair[0]).collect();
        before.sort_unstable();
        before.dedup();
        assert!(before.len() > 1, "{name} always follows {before:?}");
    }
}

#[test]
fn who_is_not_here_is_left_out_with_the_reason() {
    let not_here: Run = Box::new(|_| bail!(NotHere("this system has no tee".to_owned())));
    let table = run(group(2, vec![("one", yields(|_| 1.0)), ("tee", not_here)]), &Stop::default());
    let table = table.unwrap().unwrap();
    assert_eq!(table.left_out, ["tee: this system has no tee"]);
    assert_eq!(table.measured.rows.len(), 1);
    assert!(table.measured.row("one").unwrap().ratios[0].is_some());
}

#[test]
fn who_is_left_out_does_not_shift_the_one_to_compare_with() {
    let not_here: Run = Box::new(|_| bail!(NotHere("this system has no tee".to_owned())));
    let contestants = vec![("tee", not_here), ("one", yields(|_| 2.0)), ("other", yields(|_| 6.0))];
    let group = Group { baseline: 1, ..group(2, contestants) };
    let table = run(group, &Stop::default()).unwrap().unwrap();
    assert!(table.is_baseline(table.measured.row("one").unwrap()));
    assert_eq!(table.measured.row("other").unwrap().ratios[0].unwrap().median, 3.0);
}

#[test]
fn without_the_one_to_compare_with_there_are_figures_and_no_ratios() {
    let not_here: Run = Box::new(|_| bail!(NotHere("this system has no cat".to_owned())));
    let table = run(group(2, vec![("cat", not_here), ("other", yields(|_| 2.0))]), &Stop::default());
    let table = table.unwrap().unwrap();
    assert_eq!(table.baseline, None);
    let other = table.measured.row("other").unwrap();
    assert_eq!((other.figures[0].median, other.ratios[0]), (2.0, None));
}

#[test]
fn an_error_names_the_contestant() {
    let fails: Run = Box::new(|_| Err(anyhow!("a message was lost")));
    let error = run(group(2, vec![("flume", fails)]), &Stop::default()).err().unwrap();
    assert_eq!(format!("{error:#}"), "flume: a message was lost");
}

#[test]
fn a_wrong_number_of_figures_is_an_error() {
    let error = run(group(2, vec![("flume", Box::new(|_| Ok(Vec::new())))]), &Stop::default()).err().unwrap();
    assert_eq!(error.to_string(), "flume: yields 0 figures instead of 1");
}

#[test]
fn a_wish_to_stop_ends_it_after_the_run_in_progress_even_if_that_fails() {
    let stop = Stop::default();
    let wishes = stop.clone();
    let stops: Run = Box::new(move |_| {
        wishes.set();
        bail!("it was ended");
    });
    let never: Run = Box::new(|_| panic!("nothing is run any more"));
    assert!(run(group(2, vec![("one", stops), ("other", never)]), &stop).unwrap().is_none());
}

#[test]
fn to_nothing_there_is_no_ratio() {
    let group = group(2, vec![("nothing", yields(|_| 0.0)), ("other", yields(|_| 2.0))]);
    let table = run(group, &Stop::default()).unwrap().unwrap();
    assert_eq!(table.measured.row("other").unwrap().ratios[0], None);
    assert_eq!(table.measured.row("nothing").unwrap().ratios[0], None);
}
