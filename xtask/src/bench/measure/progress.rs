//! Says what is being measured, and how long it will still take.

use std::collections::HashMap;
use std::time::Duration;

use super::group::Group;
use crate::report::Line;

/// A line that tells it. Dropping it takes the line back.
pub struct Progress {
    line: Line,
    bench: &'static str,
    /// How many benches come after this one.
    more: usize,
    pace: Pace,
}

/// How long it takes: what has been measured tells.
#[derive(Default)]
pub struct Pace {
    /// The runs that are still to come, by group and contestant.
    left: HashMap<(usize, usize), u32>,
    /// How long the latest run took, by group and contestant. Not all so far: the first of them may have had to make
    /// what the others find.
    took: HashMap<(usize, usize), Duration>,
}

impl Progress {
    /// These groups are to be run, each contestant once more than it has rounds. `more` benches come afterwards.
    pub fn new(bench: &'static str, groups: &[Group], more: usize) -> Progress {
        let mut progress = Progress { line: Line::new(), bench, more, pace: Pace::of(groups) };
        progress.show();
        progress
    }

    /// A contestant of a group has been run once.
    pub fn ran(&mut self, group: usize, contestant: usize, took: Duration) {
        self.pace.ran(group, contestant, took);
        self.show();
    }

    /// A contestant of a group isn't run any more.
    pub fn left_out(&mut self, group: usize, contestant: usize) {
        self.pace.left.remove(&(group, contestant));
    }

    fn show(&mut self) {
        let mut text = format!("{}: ", self.bench);
        text += &match self.pace.to_go() {
            Some(time) => format!("{} to go", rounded(time)),
            None => "measuring".to_owned(),
        };
        if self.more > 0 {
            text += &format!(", then {} more", self.more);
        }
        self.line.show(&text);
    }

    /// Takes the line back. To be called before anything else is printed.
    pub fn clear(&mut self) {
        self.line.clear();
    }
}

impl Pace {
    fn of(groups: &[Group]) -> Pace {
        let mut pace = Pace::default();
        for (number, group) in groups.iter().enumerate() {
            let runs = u32::try_from(group.rounds + 1).unwrap_or(u32::MAX);
            pace.left.extend((0..group.contestants.len()).map(|place| ((number, place), runs)));
        }
        pace
    }

    fn ran(&mut self, group: usize, contestant: usize, took: Duration) {
        self.took.insert((group, contestant), took);
        if let Some(left) = self.left.get_mut(&(group, contestant)) {
            *left = left.saturating_sub(1);
        }
    }

    /// How long the rest will take. Of who hasn't run yet it is guessed from the one in the same place of another group,
    /// or from all of them.
    fn to_go(&self) -> Option<Duration> {
        let all: Duration = self.took.values().sum();
        let any = all.checked_div(self.took.len() as u32)?;
        let one_run = |&(group, contestant): &(usize, usize)| {
            let alike = |of: &&(usize, usize)| of.1 == contestant;
            let known = self.took.get(&(group, contestant));
            *known.or_else(|| self.took.get(self.took.keys().filter(alike).max()?)).unwrap_or(&any)
        };
        Some(self.left.iter().map(|(of, &left)| one_run(of) * left).sum())
    }
}

/// A duration as it is good to look at while it passes.
fn rounded(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 0..60 => format!("{} s", seconds + 1),
        seconds => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pace(runs: &[((usize, usize), u32)]) -> Pace {
        Pace { left: runs.iter().copied().collect(), took: HashMap::new() }
    }

    #[test]
    fn the_time_to_go_is_told_by_what_each_took_so_far() {
        let mut pace = pace(&[((0, 0), 3), ((0, 1), 3)]);
        assert_eq!(pace.to_go(), None);
        pace.ran(0, 0, Duration::from_secs(1));
        pace.ran(0, 1, Duration::from_secs(10));
        assert_eq!(pace.to_go(), Some(Duration::from_secs(2 + 20)));
    }

    #[test]
    fn a_first_run_that_took_longer_is_forgotten() {
        let mut pace = pace(&[((0, 0), 12)]);
        pace.ran(0, 0, Duration::from_secs(60));
        pace.ran(0, 0, Duration::from_secs(1));
        assert_eq!(pace.to_go(), Some(Duration::from_secs(10)));
    }

    #[test]
    fn who_has_not_run_yet_is_taken_to_be_like_the_one_in_its_place() {
        let mut pace = pace(&[((0, 0), 1), ((0, 1), 1), ((1, 0), 2), ((1, 1), 2)]);
        pace.ran(0, 0, Duration::from_secs(1));
        pace.ran(0, 1, Duration::from_secs(10));
        assert_eq!(pace.to_go(), Some(Duration::from_secs(2 + 20)));
    }

    #[test]
    fn the_last_run_leaves_nothing_to_go() {
        let mut pace = pace(&[((0, 0), 1)]);
        pace.ran(0, 0, Duration::from_secs(7));
        assert_eq!(pace.to_go(), Some(Duration::ZERO));
    }
}
