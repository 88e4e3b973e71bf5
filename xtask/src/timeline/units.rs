//! Times and sizes in words, and the axis of a picture.

use std::time::Duration;

pub type Nanos = u64;

pub fn duration(time: Nanos) -> String {
    format!("{:.2?}", Duration::from_nanos(time))
}

/// The time from the left end of a picture to its right end.
#[derive(Clone, Copy, Debug)]
pub struct Axis {
    pub begin: Nanos,
    pub length: Nanos,
}

impl Axis {
    /// Where a moment is: 0 at the left end, `width` at the right end.
    pub fn place(&self, at: Nanos, width: f64) -> f64 {
        at.saturating_sub(self.begin) as f64 / self.length.max(1) as f64 * width
    }

    /// The moment at which a cell begins, of so many equal ones.
    pub fn edge(&self, cell: usize, cells: usize) -> Nanos {
        self.begin + self.length * cell as Nanos / cells as Nanos
    }

    /// Round times from 0 to the end, at most one more than `most`, each with its moment and its label.
    pub fn ticks(&self, most: usize) -> Vec<(Nanos, String)> {
        let least = self.length.div_ceil(most as Nanos).max(1);
        let power = 10_u64.pow(least.ilog10());
        let step = [1, 2, 5, 10].map(|times| times * power).into_iter().find(|&step| step >= least);
        let times = (0..=self.length).step_by(step.unwrap_or(least) as usize);
        let label =
            |time| if time == 0 { "0".to_owned() } else { format!("{:?}", Duration::from_nanos(time)) };
        times.map(|time| (self.begin + time, label(time))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round() {
        let ticks = |length, most| Axis { begin: 0, length }.ticks(most);
        let labels =
            |length, most| ticks(length, most).into_iter().map(|(_, label)| label).collect::<Vec<_>>();
        assert_eq!(labels(1_250_000_000, 4), ["0", "500ms", "1s"]);
        assert_eq!(labels(0, 3), ["0"]);
    }
}
