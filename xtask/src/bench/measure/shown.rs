//! Figures as people read them: three digits, in a unit that fits.

use super::group::{Spread, Unit};

/// What is shown where there is no figure.
pub const NONE: &str = "-";

/// A figure with its unit.
pub fn figure(figure: f64, unit: Unit) -> String {
    let (scale, name) = scale(figure, unit);
    match name {
        _ if figure.is_nan() => NONE.to_owned(),
        "" => number(figure, unit),
        name => format!("{} {name}", number(figure / scale, unit)),
    }
}

/// The range, in the unit of the median, which isn't repeated. Empty if it is but a point.
pub fn range(spread: Spread, unit: Unit) -> String {
    let (scale, _) = scale(spread.median, unit);
    let (low, high) = (number(spread.low / scale, unit), number(spread.high / scale, unit));
    if !spread.is_there() || low == high { String::new() } else { format!("{low}–{high}") }
}

/// A figure with its range behind it.
pub fn with_range(spread: Spread, unit: Unit) -> String {
    let (figure, range) = (figure(spread.median, unit), range(spread, unit));
    if range.is_empty() { figure } else { format!("{figure} ({range})") }
}

/// What the figures of a unit are divided by so that this one is a handy number, and what that is called.
pub fn scale(figure: f64, unit: Unit) -> (f64, &'static str) {
    const KIB: f64 = 1024.0;
    let scales: &[(f64, &str)] = match unit {
        Unit::Seconds => &[(1.0, "s"), (1e-3, "ms"), (1e-6, "us"), (1e-9, "ns")],
        Unit::Bytes => &[(KIB * KIB * KIB, "GiB"), (KIB * KIB, "MiB"), (KIB, "KiB")],
        Unit::Times | Unit::Count => &[(1.0, "")],
    };
    // What would be rounded up to the next unit is shown in that.
    let fits = scales.iter().find(|(scale, _)| figure.abs() >= 0.9995 * scale);
    *fits.unwrap_or(&scales[scales.len() - 1])
}

fn number(number: f64, unit: Unit) -> String {
    let decimals = match number.abs() {
        _ if unit == Unit::Count && number.fract() == 0.0 => 0,
        size if size >= 99.95 => 0,
        size if size >= 9.995 => 1,
        _ => 2,
    };
    format!("{number:.decimals$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_has_three_digits_and_a_unit_that_fits() {
        let shown = [1.5, 0.0123, 4.56e-5, 7e-9].map(|time| figure(time, Unit::Seconds));
        assert_eq!(shown, ["1.50 s", "12.3 ms", "45.6 us", "7.00 ns"]);
        assert_eq!(figure(9.996e-4, Unit::Seconds), "1.00 ms");
        assert_eq!(figure(9.994e-4, Unit::Seconds), "999 us");
        assert_eq!(figure(7_969_178.0, Unit::Bytes), "7.60 MiB");
        assert_eq!(figure(1.0, Unit::Times), "1.00");
        assert_eq!(figure(123.4, Unit::Times), "123");
        assert_eq!(
            (figure(64.0, Unit::Count), figure(2.5, Unit::Count)),
            ("64".to_owned(), "2.50".to_owned())
        );
        assert_eq!(figure(f64::NAN, Unit::Seconds), NONE);
    }

    #[test]
    fn a_range_is_in_the_unit_of_its_median() {
        let spread = Spread { low: 0.000_9, median: 0.001_2, high: 0.002 };
        assert_eq!(with_range(spread, Unit::Seconds), "1.20 ms (0.90–2.00)");
    }

    #[test]
    fn a_point_has_no_range() {
        assert_eq!(with_range(Spread { low: 2.0, median: 2.0, high: 2.0 }, Unit::Times), "2.00");
    }
}
