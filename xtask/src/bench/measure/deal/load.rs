//! How long the tasks take.

use std::time::Duration;

use fastrand::Rng;

use super::TASKS;

/// What most tasks take, in milliseconds.
const USUAL: f64 = 100.0;
/// What a slow one takes.
const SLOW: f64 = 10.0 * USUAL;

/// A mix of short and long tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Load {
    /// All the same.
    Equal,
    /// Any length within a range is as likely as any other.
    Uniform,
    /// The lengths of telephone calls: many short, few long.
    Exponential,
    /// The sizes of files: most are small, and one may outweigh all the others.
    Pareto,
    /// The first task is slow.
    StragglerFirst,
    /// One in the middle is slow.
    StragglerMiddle,
    /// The last task is slow.
    StragglerLast,
    /// Every fourth is slow: in step with the dealing, so that one worker gets them all.
    EveryFourthSlow,
}

impl Load {
    /// All of them, in the order of the tables.
    pub const ALL: &[Load] = &[
        Load::Equal,
        Load::Uniform,
        Load::Exponential,
        Load::Pareto,
        Load::StragglerFirst,
        Load::StragglerMiddle,
        Load::StragglerLast,
        Load::EveryFourthSlow,
    ];

    /// What it is called in the table.
    pub fn title(self) -> &'static str {
        match self {
            Load::Equal => "equal: 100 ms each",
            Load::Uniform => "uniform: 50 to 150 ms",
            Load::Exponential => "exponential: mean 100 ms",
            Load::Pareto => "Pareto: mean 100 ms, shape 2",
            Load::StragglerFirst => "a straggler at the start: 1 s, the others 50 to 150 ms",
            Load::StragglerMiddle => "a straggler in the middle: 1 s, the others 50 to 150 ms",
            Load::StragglerLast => "a straggler at the end: 1 s, the others 50 to 150 ms",
            Load::EveryFourthSlow => "every fourth slow: 1 s, the others 100 ms",
        }
    }

    /// Whether another seed gives other tasks.
    pub fn is_random(self) -> bool {
        !matches!(self, Load::Equal | Load::EveryFourthSlow)
    }

    /// The tasks, in the order in which they come: the same for the same seed, on every machine.
    pub fn tasks(self, seed: u64) -> Vec<Duration> {
        let mut random = Rng::with_seed(seed);
        (0..TASKS).map(|i| whole(self.length(i, &mut random))).collect()
    }

    /// The length of task `i`, in milliseconds.
    fn length(self, i: usize, random: &mut Rng) -> f64 {
        // Never 0, for a logarithm is taken of it.
        let share = 1.0 - random.f64();
        let uniform = USUAL * (0.5 + share);
        match self {
            Load::Equal => USUAL,
            Load::Uniform => uniform,
            Load::Exponential => -USUAL * share.ln(),
            // With shape 2 the mean is twice the least.
            Load::Pareto => USUAL / 2.0 / share.sqrt(),
            Load::StragglerFirst if i == 0 => SLOW,
            Load::StragglerMiddle if i == TASKS / 2 => SLOW,
            Load::StragglerLast if i == TASKS - 1 => SLOW,
            Load::StragglerFirst | Load::StragglerMiddle | Load::StragglerLast => uniform,
            Load::EveryFourthSlow if i.is_multiple_of(4) => SLOW,
            Load::EveryFourthSlow => USUAL,
        }
    }
}

/// In whole milliseconds: tokio's timer knows no shorter ones, and the last bit of a logarithm, which isn't the same
/// on every machine, gets lost.
fn whole(milliseconds: f64) -> Duration {
    Duration::from_millis(milliseconds.round().max(1.0) as u64)
}
