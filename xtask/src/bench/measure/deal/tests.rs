use super::claims::{above, below, claims};
use super::*;
use crate::bench::measure::group::{Measured, Outcome, Row, Spread};

/// What the figures are held against: workers who take the next task when they are free, on paper.
fn whoever_is_free(tasks: &[Duration]) -> Duration {
    let mut busy_until = [Duration::ZERO; WORKERS];
    for &task in tasks {
        *busy_until.iter_mut().min().unwrap() += task;
    }
    busy_until.into_iter().max().unwrap()
}

fn in_turn(tasks: &[Duration]) -> Duration {
    let worker = |n| tasks.iter().skip(n).step_by(WORKERS).sum();
    (0..WORKERS).map(worker).max().unwrap()
}

/// Four results at most are awaited or held back: a task begins when the one four places before it, and all before
/// that, have been given out.
fn in_order(tasks: &[Duration]) -> Duration {
    let mut given_out: Vec<Duration> = Vec::new();
    for (i, &task) in tasks.iter().enumerate() {
        let begins = i.checked_sub(WORKERS).map_or(Duration::ZERO, |i| given_out[i]);
        let before = given_out.last().copied().unwrap_or_default();
        given_out.push(before.max(begins + task));
    }
    given_out.last().copied().unwrap()
}

fn on_paper(way: Way, mut tasks: Vec<Duration>) -> Duration {
    match way {
        Way::LeastPossible => {
            tasks.sort();
            let share = tasks.iter().sum::<Duration>().as_millis().div_ceil(4) as u64;
            Duration::from_millis(share).max(tasks[63]).max(tasks[59] + tasks[60])
        }
        Way::RoundRobin => in_turn(&tasks),
        Way::SharedQueue | Way::BufferUnordered | Way::JoinSet => whoever_is_free(&tasks),
        Way::LongestFirst => {
            tasks.sort();
            tasks.reverse();
            whoever_is_free(&tasks)
        }
        Way::Buffered => in_order(&tasks),
    }
}

fn milliseconds(load: Load, seed: u64) -> Vec<u128> {
    Way::ALL.iter().map(|&way| makespan(way, load.tasks(seed)).unwrap().as_millis()).collect()
}

#[test]
fn every_way_takes_to_the_millisecond_what_it_takes_on_paper() {
    for &load in Load::ALL {
        for seed in 0..50 {
            for &way in Way::ALL {
                let tasks = load.tasks(seed);
                let expected = on_paper(way, tasks.clone());
                assert_eq!(makespan(way, tasks).unwrap(), expected, "{way:?}, {load:?}, seed {seed}");
            }
        }
    }
}

#[test]
fn the_makespans_are_the_same_on_every_machine() {
    // Least possible, round robin, shared queue, longest first, buffer_unordered, JoinSet, buffered.
    assert_eq!(milliseconds(Load::Equal, 0), [1600, 1600, 1600, 1600, 1600, 1600, 1600]);
    assert_eq!(milliseconds(Load::EveryFourthSlow, 0), [5200, 16000, 5600, 5200, 5600, 5600, 16000]);
    assert_eq!(milliseconds(Load::Uniform, 1), [1713, 1873, 1763, 1719, 1763, 1763, 1918]);
    assert_eq!(milliseconds(Load::Exponential, 2), [1859, 2388, 1990, 1860, 1990, 1990, 3460]);
    assert_eq!(milliseconds(Load::Pareto, 3), [1457, 1794, 1630, 1480, 1630, 1630, 2003]);
    assert_eq!(milliseconds(Load::StragglerFirst, 4), [1764, 2379, 1832, 1783, 1832, 1832, 2715]);
    assert_eq!(milliseconds(Load::StragglerMiddle, 5), [1839, 2444, 1885, 1851, 1885, 1885, 2738]);
    assert_eq!(milliseconds(Load::StragglerLast, 6), [1736, 2414, 2452, 1749, 2452, 2452, 2689]);
}

#[test]
fn a_seed_gives_the_same_tasks_each_time_and_another_seed_others() {
    for &load in Load::ALL {
        assert_eq!(load.tasks(7), load.tasks(7));
        assert_eq!(load.tasks(7) != load.tasks(8), load.is_random(), "{load:?}");
    }
}

#[test]
fn no_way_beats_the_least_possible() {
    for seed in 0..50 {
        let makespans = milliseconds(Load::Pareto, seed);
        assert!(makespans.iter().all(|&makespan| makespan >= makespans[0]), "{makespans:?}");
    }
}

/// The table of a load, over 20 seeds.
fn table(load: Load) -> Measured {
    let seeds: Vec<Vec<f64>> =
        (0..20).map(|seed| milliseconds(load, seed).iter().map(|&ms| ms as f64).collect()).collect();
    let row = |(place, way): (usize, &Way)| Row {
        name: way.name().to_owned(),
        ours: way.is_ours(),
        rounds: seeds.iter().map(|ways| vec![ways[place]]).collect(),
        figures: Vec::new(),
        ratios: vec![Some(Spread::of(seeds.iter().map(|ways| ways[place] / ways[0]), true))],
    };
    let rows = Way::ALL.iter().enumerate().map(row).collect();
    Measured { title: load.title().to_owned(), measures: Vec::new(), rows }
}

#[test]
fn every_figure_is_reached() {
    let tables: Vec<Measured> = Load::ALL.iter().map(|&load| table(load)).collect();
    for claim in claims(&tables) {
        assert_eq!(claim.outcome, Outcome::Reached, "{}: {}", claim.text, claim.measured);
    }
}

#[test]
fn one_seed_above_buffer_unordered_is_a_miss_even_if_another_is_below_it() {
    let mut tables: Vec<Measured> = Load::ALL.iter().map(|&load| table(load)).collect();
    let uniform = tables.iter_mut().find(|table| table.title == Load::Uniform.title()).unwrap();
    let shared = uniform.rows.iter_mut().find(|row| row.name == Way::SharedQueue.name()).unwrap();
    shared.rounds[3][0] -= 1.0;
    assert_eq!(claims(&tables)[0].outcome, Outcome::Reached);
    let uniform = tables.iter_mut().find(|table| table.title == Load::Uniform.title()).unwrap();
    let shared = uniform.rows.iter_mut().find(|row| row.name == Way::SharedQueue.name()).unwrap();
    shared.rounds[4][0] += 1.0;
    assert_eq!(claims(&tables)[0].outcome, Outcome::Missed);
}

/// What is claimed if in each table each way is so many times the least possible.
fn outcomes(ratio: impl Fn(Load, Way) -> f64) -> Vec<Outcome> {
    let table = |&load: &Load| {
        let row = |&way: &Way| {
            let ratio = ratio(load, way);
            Row {
                name: way.name().to_owned(),
                ours: way.is_ours(),
                rounds: vec![vec![ratio]],
                figures: Vec::new(),
                ratios: vec![Some(Spread { low: ratio, median: ratio, high: ratio })],
            }
        };
        let rows = Way::ALL.iter().map(row).collect();
        Measured { title: load.title().to_owned(), measures: Vec::new(), rows }
    };
    let tables: Vec<Measured> = Load::ALL.iter().map(table).collect();
    claims(&tables).iter().map(|claim| claim.outcome).collect()
}

#[test]
fn each_figure_has_its_limit() {
    let by = |margin: f64| {
        move |load, way| match (load, way) {
            (Load::EveryFourthSlow, Way::RoundRobin) => 3.0 + margin,
            (Load::EveryFourthSlow, Way::SharedQueue) => 1.08 - margin,
            (Load::EveryFourthSlow, Way::BufferUnordered) => 1.08,
            (Load::StragglerLast, Way::RoundRobin | Way::SharedQueue) => 1.3 + margin,
            (Load::StragglerLast, Way::BufferUnordered) => 1.3 + margin.abs(),
            (Load::Pareto, Way::LongestFirst) => 1.03 - margin,
            _ => 1.0,
        }
    };
    assert_eq!(outcomes(by(0.001)), [Outcome::Reached; 6]);
    assert_eq!(outcomes(by(-0.001)), [Outcome::Missed; 6]);
}

#[test]
fn one_seed_beyond_its_limit_is_a_miss() {
    let ratio = Spread { low: 1.0, median: 1.01, high: 1.04 };
    assert_eq!(below("", 1.03, ratio).outcome, Outcome::Missed);
    assert_eq!(below("", 1.05, ratio).outcome, Outcome::Reached);
    assert_eq!(above("", 1.0, ratio).outcome, Outcome::Missed);
    assert_eq!(above("", 0.9, ratio).outcome, Outcome::Reached);
}
