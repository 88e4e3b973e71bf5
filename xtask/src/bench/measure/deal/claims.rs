//! What the dealing is to reach.

use super::load::Load;
use super::way::Way;
use crate::bench::measure::group::{Claim, Measured, Outcome, Row, Spread};

/// What is measured, by its place.
const MAKESPAN: usize = 0;

/// The figures to reach.
pub fn claims(tables: &[Measured]) -> Vec<Claim> {
    vec![
        never_above_buffer_unordered(tables),
        above(
            "every fourth slow: round robin above 3",
            3.0,
            ratio(tables, Load::EveryFourthSlow, Way::RoundRobin),
        ),
        below(
            "every fourth slow: the shared queue below 1.08",
            1.08,
            ratio(tables, Load::EveryFourthSlow, Way::SharedQueue),
        ),
        above(
            "a straggler at the end defeats round robin: typically above 1.3",
            1.3,
            typical(ratio(tables, Load::StragglerLast, Way::RoundRobin)),
        ),
        above(
            "a straggler at the end defeats the shared queue as well: above 1.3",
            1.3,
            ratio(tables, Load::StragglerLast, Way::SharedQueue),
        ),
        below("longest first within 1.03, whatever the tasks", 1.03, worst(tables, Way::LongestFirst)),
    ]
}

fn never_above_buffer_unordered(tables: &[Measured]) -> Claim {
    let of = |load, way| row(tables, load, way).rounds.iter().map(|figures| figures[MAKESPAN]);
    let pairs: Vec<(f64, f64)> = Load::ALL
        .iter()
        .flat_map(|&load| of(load, Way::SharedQueue).zip(of(load, Way::BufferUnordered)))
        .collect();
    let above = pairs.iter().filter(|(shared, unordered)| shared > unordered).count();
    Claim {
        text: "the shared queue never above buffer_unordered".to_owned(),
        measured: format!("above it in {above} of {} rounds", pairs.len()),
        outcome: if above == 0 { Outcome::Reached } else { Outcome::Missed },
    }
}

/// How many times the least possible it was.
fn ratio(tables: &[Measured], load: Load, way: Way) -> Spread {
    row(tables, load, way).ratios[MAKESPAN].expect("the least possible is in each table, and isn't nothing")
}

fn row(tables: &[Measured], load: Load, way: Way) -> &Row {
    let table = tables.iter().find(|table| table.title == load.title());
    table.and_then(|table| table.row(way.name())).expect("each way is measured with each load")
}

fn typical(ratio: Spread) -> Spread {
    Spread { low: ratio.median, high: ratio.median, ..ratio }
}

fn worst(tables: &[Measured], way: Way) -> Spread {
    let all = Load::ALL.iter().map(|&load| ratio(tables, load, way));
    all.reduce(|worst, other| if other.high > worst.high { other } else { worst }).expect("there are loads")
}

/// The figures are exact: one seed that misses is a miss, and nothing is unclear.
pub fn above(text: &str, limit: f64, ratio: Spread) -> Claim {
    let outcome = if ratio.low > limit { Outcome::Reached } else { Outcome::Missed };
    Claim { text: text.to_owned(), measured: format!("{:.3}", ratio.low), outcome }
}

/// The same from the other side.
pub fn below(text: &str, limit: f64, ratio: Spread) -> Claim {
    let outcome = if ratio.high < limit { Outcome::Reached } else { Outcome::Missed };
    Claim { text: text.to_owned(), measured: format!("{:.3}", ratio.high), outcome }
}
