//! The statistics: what many figures come to, and when they agree too little.

use super::group::{Claim, Outcome, Spread, Unit};
use super::shown;

/// A range wider than this part of the median is called wide: the machine did something else too, or the figure
/// depends on chance.
pub const WIDE: f64 = 0.3;

impl Spread {
    /// Sums up the figures of all rounds. Those that are none (NaN) don't count; of nothing but such all is NaN.
    ///
    /// Of an exact measure the range is from the smallest to the largest.
    pub fn of(figures: impl IntoIterator<Item = f64>, exact: bool) -> Spread {
        let mut figures: Vec<f64> = figures.into_iter().filter(|figure| !figure.is_nan()).collect();
        if figures.is_empty() {
            return Spread { low: f64::NAN, median: f64::NAN, high: f64::NAN };
        }
        figures.sort_by(f64::total_cmp);
        let left_out = if exact { 0 } else { figures.len() / 10 };
        let middle = figures.len() / 2;
        let median = match figures.len() % 2 {
            0 => f64::midpoint(figures[middle - 1], figures[middle]),
            _ => figures[middle],
        };
        Spread { low: figures[left_out], median, high: figures[figures.len() - 1 - left_out] }
    }

    /// Sums up how many times the figures of the same rounds of another they are: what slows a whole round down does
    /// little harm then. None where that is no number: to nothing there is no ratio.
    pub fn of_ratios(own: &[Vec<f64>], other: &[Vec<f64>], measure: usize, exact: bool) -> Option<Spread> {
        let ratios = own.iter().zip(other).map(|(own, other)| own[measure] / other[measure]);
        let spread = Spread::of(ratios, exact);
        (spread.low.is_finite() && spread.high.is_finite()).then_some(spread)
    }

    /// Whether the range is [`WIDE`].
    pub fn is_wide(self) -> bool {
        self.high - self.low > WIDE * self.median.abs()
    }

    /// Whether there was any figure.
    pub fn is_there(self) -> bool {
        !self.median.is_nan()
    }
}

impl Outcome {
    /// Whether all of the range is at most that.
    pub fn at_most(measured: Spread, limit: f64) -> Outcome {
        if measured.high <= limit {
            Outcome::Reached
        } else if measured.low > limit {
            Outcome::Missed
        } else {
            Outcome::Unclear
        }
    }

    /// Whether all of the range is at least that.
    pub fn at_least(measured: Spread, limit: f64) -> Outcome {
        if measured.low >= limit {
            Outcome::Reached
        } else if measured.high < limit {
            Outcome::Missed
        } else {
            Outcome::Unclear
        }
    }

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Outcome::Reached => "reached",
            Outcome::Missed => "missed",
            Outcome::Unclear => "unclear",
        }
    }
}

impl Claim {
    /// Something is to be at most that.
    pub fn at_most(text: String, measured: Spread, limit: f64, unit: Unit) -> Claim {
        Claim {
            text,
            measured: shown::with_range(measured, unit),
            outcome: Outcome::at_most(measured, limit),
        }
    }

    /// Something is to be at least that.
    pub fn at_least(text: String, measured: Spread, limit: f64, unit: Unit) -> Claim {
        Claim {
            text,
            measured: shown::with_range(measured, unit),
            outcome: Outcome::at_least(measured, limit),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_one_in_the_middle() {
        assert_eq!(Spread::of([3.0, 1.0, 2.0], false), Spread { low: 1.0, median: 2.0, high: 3.0 });
        assert_eq!(Spread::of([4.0, 1.0, 2.0, 3.0], false).median, 2.5);
        assert_eq!(Spread::of([5.0], false), Spread { low: 5.0, median: 5.0, high: 5.0 });
    }

    #[test]
    fn from_ten_figures_on_the_range_leaves_a_tenth_out_at_either_end() {
        let figures = |count: u32| (1..=count).map(f64::from);
        assert_eq!(Spread::of(figures(9), false), Spread { low: 1.0, median: 5.0, high: 9.0 });
        assert_eq!(Spread::of(figures(11), false), Spread { low: 2.0, median: 6.0, high: 10.0 });
        assert_eq!(Spread::of(figures(11), true), Spread { low: 1.0, median: 6.0, high: 11.0 });
    }

    #[test]
    fn what_is_no_figure_does_not_count() {
        assert_eq!(Spread::of([f64::NAN, 1.0, f64::NAN], false), Spread { low: 1.0, median: 1.0, high: 1.0 });
        assert!(!Spread::of([f64::NAN], false).is_there());
        assert!(!Spread::of([], false).is_there());
    }

    #[test]
    fn a_ratio_is_taken_in_each_round_and_only_of_numbers() {
        let rounds = |figures: [f64; 3]| figures.map(|figure| vec![0.0, figure]);
        let one = rounds([1.0, 20.0, 6.0]);
        let ratio = |other| Spread::of_ratios(&one, &rounds(other), 1, false);
        assert_eq!(ratio([1.0, 10.0, 2.0]), Some(Spread { low: 1.0, median: 2.0, high: 3.0 }));
        assert_eq!(ratio([f64::NAN, 10.0, f64::NAN]), Some(Spread { low: 2.0, median: 2.0, high: 2.0 }));
        assert_eq!(ratio([1.0, 0.0, 2.0]), None);
        assert_eq!(ratio([f64::NAN; 3]), None);
    }

    #[test]
    fn of_what_is_no_figure_nothing_is_reached_or_missed() {
        let nothing = Spread::of([], false);
        assert_eq!(Outcome::at_most(nothing, 1.0), Outcome::Unclear);
        assert_eq!(Outcome::at_least(nothing, 1.0), Outcome::Unclear);
    }

    #[test]
    fn a_range_of_more_than_three_tenths_is_wide() {
        assert!(!Spread { low: 90.0, median: 100.0, high: 120.0 }.is_wide());
        assert!(Spread { low: 90.0, median: 100.0, high: 121.0 }.is_wide());
    }

    #[test]
    fn a_limit_within_the_range_leaves_it_unclear() {
        let measured = Spread { low: 1.1, median: 1.2, high: 1.4 };
        let at_most = [1.0, 1.25, 1.4].map(|limit| Outcome::at_most(measured, limit));
        assert_eq!(at_most, [Outcome::Missed, Outcome::Unclear, Outcome::Reached]);
        let at_least = [1.1, 1.25, 1.5].map(|limit| Outcome::at_least(measured, limit));
        assert_eq!(at_least, [Outcome::Reached, Outcome::Unclear, Outcome::Missed]);
    }
}
