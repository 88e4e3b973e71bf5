//! What a copy is to reach.

use super::{CAT, LOOP, ORIGINAL, OURS, TEE};
use crate::bench::measure::group::{Claim, Measured, Row, Spread, Unit};

/// What is measured, by its place.
const TIME: usize = 0;
const MEMORY: usize = 1;

/// The figures of each table.
pub fn all(measured: &[Measured]) -> Vec<Claim> {
    measured.iter().flat_map(of_table).collect()
}

fn of_table(table: &Measured) -> Vec<Claim> {
    let Some(ours) = table.row(OURS) else {
        return Vec::new();
    };
    let beside = |other: &str| ours.over(table.row(other)?, TIME);
    let of = format!(", {}", table.title);
    let at_most = |ratio: Option<Spread>, limit: f64, text: &str| {
        ratio.map(|ratio| Claim::at_most(format!("{text}{of}"), ratio, limit, Unit::Times))
    };
    let memory = ours.figures[MEMORY];
    let claims = [
        at_most(beside(CAT), 1.25, "at most 1.25 times cat"),
        at_most(beside(TEE), 1.0, "no slower than tee"),
        at_most(beside(LOOP), 0.5, "at most half the time of one thread, line by line"),
        (!memory.median.is_nan()).then(|| {
            Claim::at_most(format!("at most 12 MiB of memory{of}"), memory, (12 << 20) as f64, Unit::Bytes)
        }),
        table.row(ORIGINAL).and_then(|original: &Row| original.over(ours, TIME)).map(|times| {
            Claim::at_least(
                format!("at least 100 times as fast as the original{of}"),
                times,
                100.0,
                Unit::Times,
            )
        }),
    ];
    claims.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::measure::group::Outcome;

    fn row(name: &str, time: f64, memory: f64) -> Row {
        let point = |figure| Spread { low: figure, median: figure, high: figure };
        Row {
            name: name.to_owned(),
            ours: name == OURS,
            rounds: vec![vec![time, memory]],
            figures: vec![point(time), point(memory)],
            ratios: Vec::new(),
        }
    }

    fn outcomes(rows: Vec<Row>) -> Vec<Outcome> {
        let measured = Measured { title: "lines".to_owned(), measures: Vec::new(), rows };
        all(&[measured]).iter().map(|claim| claim.outcome).collect()
    }

    #[test]
    fn each_figure_is_held_against_its_limit() {
        let others = |ours| {
            let others = [(CAT, 0.3), (TEE, 0.6), (LOOP, 1.0), (ORIGINAL, 100.0)];
            let mut rows: Vec<Row> = others.into_iter().map(|(name, time)| row(name, time, 1e6)).collect();
            rows.push(ours);
            rows
        };
        assert_eq!(outcomes(others(row(OURS, 0.36, 8e6))), [Outcome::Reached; 5]);
        assert_eq!(outcomes(others(row(OURS, 2.0, 80e6))), [Outcome::Missed; 5]);
    }

    #[test]
    fn a_limit_itself_is_reached_and_what_lies_beyond_it_is_not() {
        // In the order of the claims.
        let others = [(CAT, 0.8), (TEE, 1.0), (LOOP, 2.0), (ORIGINAL, 100.0)];
        let beside = |time: f64, memory: f64| {
            let mut rows = others.map(|(name, time)| row(name, time, 1e6)).to_vec();
            rows.push(row(OURS, time, memory));
            outcomes(rows)
        };
        assert_eq!(beside(1.0, f64::from(12 << 20)), [Outcome::Reached; 5]);
        assert_eq!(beside(1.001, f64::from((12 << 20) + 1)), [Outcome::Missed; 5]);
    }

    #[test]
    fn who_is_not_here_is_no_measure_of_ours() {
        assert_eq!(outcomes(vec![row(OURS, 0.36, f64::NAN), row(LOOP, 1.0, 1e6)]), [Outcome::Reached]);
    }
}
