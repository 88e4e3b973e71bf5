//! Times and sizes as people read them.

/// Nanoseconds.
pub type Nanos = u64;

const UNITS: [(Nanos, &str); 4] = [(1_000_000_000, "s"), (1_000_000, "ms"), (1_000, "us"), (1, "ns")];

/// A time in three significant digits, in the unit that suits it.
pub fn duration(time: Nanos) -> String {
    // Rounded first: 999.9 us are a millisecond.
    let digits = time.checked_ilog10().unwrap_or_default();
    let step = 10_u64.pow(digits.saturating_sub(2));
    let time = time.saturating_add(step / 2) / step * step;
    if time == 0 {
        return "0 s".to_owned();
    }
    let (unit, name) = unit_of(time);
    let decimals = match time / unit {
        _ if unit == 1 => 0,
        100.. => 0,
        10.. => 1,
        _ => 2,
    };
    format!("{:.decimals$} {name}", time as f64 / unit as f64)
}

/// A number of bytes, in three digits or so.
pub fn bytes(bytes: u64) -> String {
    let units = [(30, "GiB"), (20, "MiB"), (10, "KiB")];
    match units.into_iter().find(|(bits, _)| bytes >> bits > 0) {
        Some((bits, name)) => {
            let number = format!("{:.1}", bytes as f64 / f64::from(1_u32 << bits));
            format!("{} {name}", number.trim_end_matches(".0"))
        }
        None => format!("{bytes} bytes"),
    }
}

/// A share of the whole, in percent.
pub fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

/// Round moments from 0 to the end of a time scale, as many as there may be, each with its label.
pub fn ticks(end: Nanos, most: usize) -> Vec<(Nanos, String)> {
    let least = end.div_ceil(most.max(1) as Nanos).max(1);
    let power = 10_u64.pow(least.ilog10());
    let round = [1, 2, 5, 10].into_iter().map(|times| power.saturating_mul(times));
    let step = round.into_iter().find(|&step| step >= least).unwrap_or(end.max(1));
    let (unit, name) = unit_of(end.max(step));
    let label = |at: Nanos| match at {
        0 => "0".to_owned(),
        // As many decimals as there are, since the step is round.
        _ => format!("{} {name}", at as f64 / unit as f64),
    };
    (0..=end / step).map(|tick| (tick * step, label(tick * step))).collect()
}

fn unit_of(time: Nanos) -> (Nanos, &'static str) {
    UNITS.into_iter().find(|&(unit, _)| time >= unit).unwrap_or(UNITS[3])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_three_digits_and_the_unit_that_suits_it() {
        let shown = [0, 7, 999, 1_000, 12_345, 999_949, 999_950, 400_400_000, 1_050_900_000, 75_000_000_000];
        let shown = shown.map(duration);
        let wanted = [
            "0 s", "7 ns", "999 ns", "1.00 us", "12.3 us", "1.00 ms", "1.00 ms", "400 ms", "1.05 s", "75.0 s",
        ];
        assert_eq!(shown, wanted);
    }

    #[test]
    fn ticks_are_round_and_no_more_than_wanted() {
        let labels = |end, most| ticks(end, most).into_iter().map(|(_, label)| label).collect::<Vec<_>>();
        assert_eq!(labels(1_050_000_000, 6), ["0", "0.2 s", "0.4 s", "0.6 s", "0.8 s", "1 s"]);
        assert_eq!(labels(441_000_000, 3), ["0", "200 ms", "400 ms"]);
        assert_eq!(labels(0, 3), ["0"]);
        for end in (1..2_000).chain([u64::MAX / 2]) {
            for most in 1..9 {
                let ticks = ticks(end, most);
                assert!((1..=most + 1).contains(&ticks.len()), "{end} {most}: {ticks:?}");
            }
        }
    }

    #[test]
    fn a_size_is_told_in_the_unit_that_suits_it() {
        let shown = [0, 1023, 1024, 262_144, 67_108_864, 1_610_612_736].map(bytes);
        assert_eq!(shown, ["0 bytes", "1023 bytes", "1 KiB", "256 KiB", "64 MiB", "1.5 GiB"]);
    }
}
