//! Where a figure is on a picture.

use crate::bench::measure::group::{Spread, Unit};
use crate::bench::measure::shown;

/// Ratios that are further apart than this would leave nothing to see of the small ones: such an axis is logarithmic.
const APART: f64 = 12.0;
/// About as many marks as an axis gets.
const MARKS: f64 = 5.0;

/// An axis from left to right.
pub struct Axis {
    left: f64,
    right: f64,
    scale: Scale,
    unit: Unit,
}

#[derive(Clone, Copy)]
enum Scale {
    /// Bars begin at 0.
    Linear { end: f64 },
    /// Bars begin at 1: it has no 0. From one power of ten to another.
    Logarithmic { from: i32, to: i32 },
}

impl Axis {
    /// An axis on which all of these have room, and 1 too if they are ratios. None if there is nothing to show.
    pub fn of(spreads: &[Spread], ratios: bool, unit: Unit, left: f64, right: f64) -> Option<Axis> {
        let most = spreads.iter().map(|spread| spread.high).fold(if ratios { 1.0 } else { 0.0 }, f64::max);
        let least = spreads.iter().map(|spread| spread.low).fold(most, f64::min);
        if spreads.is_empty() || most <= 0.0 {
            return None;
        }
        let scale = if ratios && least > 0.0 && most / least > APART {
            // The 1 that the bars begin at is on it in any case.
            let from = least.min(1.0).log10().floor() as i32;
            Scale::Logarithmic { from, to: most.log10().ceil() as i32 }
        } else {
            Scale::Linear { end: most * 1.02 }
        };
        Some(Axis { left, right, scale, unit })
    }

    /// Where a figure is.
    pub fn at(&self, figure: f64) -> f64 {
        let part = match self.scale {
            Scale::Linear { end } => figure / end,
            Scale::Logarithmic { from, to } => (figure.log10() - f64::from(from)) / f64::from(to - from),
        };
        self.left + part * (self.right - self.left)
    }

    /// Whether it goes by powers of ten.
    pub fn is_logarithmic(&self) -> bool {
        matches!(self.scale, Scale::Logarithmic { .. })
    }

    /// Where the bars begin.
    pub fn start(&self) -> f64 {
        match self.scale {
            Scale::Linear { .. } => self.left,
            Scale::Logarithmic { .. } => self.at(1.0),
        }
    }

    /// The marks: where they are, and what they say.
    pub fn ticks(&self) -> Vec<(f64, String)> {
        match self.scale {
            Scale::Logarithmic { from, to } => {
                let label = |power: i32| match power {
                    0.. => format!("{:.0}", 10_f64.powi(power)),
                    _ => format!("{:.*}", power.unsigned_abs() as usize, 10_f64.powi(power)),
                };
                (from..=to).map(|power| (self.at(10_f64.powi(power)), label(power))).collect()
            }
            Scale::Linear { end } => {
                let (scale, name) = shown::scale(end, self.unit);
                let step = handy(end / scale / MARKS);
                let marks = (end / scale / step) as u32;
                let decimals = if step < 1.0 { (-step.log10().floor()) as usize } else { 0 };
                let mark = |number: u32| {
                    let value = f64::from(number) * step;
                    (self.at(value * scale), format!("{value:.decimals$} {name}").trim_end().to_owned())
                };
                (0..=marks).map(mark).collect()
            }
        }
    }
}

/// The next larger of 1, 2 or 5 times a power of ten.
fn handy(step: f64) -> f64 {
    let power = 10_f64.powf(step.log10().floor());
    let factor = [1.0, 2.0, 5.0].into_iter().find(|factor| factor * power >= step * 0.999);
    factor.unwrap_or(10.0) * power
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An axis of 100 pixels for these ratios, or for these times.
    fn axis(figures: &[f64], ratios: bool) -> Axis {
        let point = |&figure: &f64| Spread { low: figure, median: figure, high: figure };
        let spreads: Vec<Spread> = figures.iter().map(point).collect();
        let unit = if ratios { Unit::Times } else { Unit::Seconds };
        Axis::of(&spreads, ratios, unit, 100.0, 200.0).unwrap()
    }

    #[test]
    fn a_figure_twice_as_large_is_twice_as_far_from_0() {
        let axis = axis(&[0.5, 2.0], false);
        assert_eq!((axis.start(), axis.at(0.0)), (100.0, 100.0));
        assert!((axis.at(2.0) - 100.0 - 2.0 * (axis.at(1.0) - 100.0)).abs() < 1e-9);
        assert!((195.0..200.0).contains(&axis.at(2.0)), "the largest takes all the room but a little");
        let labels: Vec<String> = axis.ticks().into_iter().map(|(_, label)| label).collect();
        assert_eq!(labels, ["0.0 s", "0.5 s", "1.0 s", "1.5 s", "2.0 s"]);
    }

    #[test]
    fn ratios_far_apart_go_by_powers_of_ten_to_either_side_of_1() {
        let axis = axis(&[0.01, 100.0], true);
        assert!(axis.is_logarithmic());
        assert_eq!(
            [axis.at(0.01), axis.start(), axis.at(10.0), axis.at(100.0)],
            [100.0, 150.0, 175.0, 200.0]
        );
        let labels: Vec<String> = axis.ticks().into_iter().map(|(_, label)| label).collect();
        assert_eq!(labels, ["0.01", "0.1", "1", "10", "100"]);
    }

    #[test]
    fn of_nothing_there_is_no_axis() {
        assert!(Axis::of(&[], true, Unit::Times, 0.0, 1.0).is_none());
    }
}
