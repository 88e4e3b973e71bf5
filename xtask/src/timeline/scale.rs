//! The time scale that all runs share, so that they can be compared.

use super::model::Timeline;
use super::record::Run;
use super::units::Nanos;

/// A run that takes less than this part of the longest gets a scale of its own.
const TOO_SHORT: Nanos = 25;

/// The makespan of the longest run.
pub fn longest(runs: &[Run]) -> Nanos {
    runs.iter().map(|run| run.timeline.makespan()).max().unwrap_or_default()
}

/// Whether a run would be nothing but a line beside the longest.
pub fn is_too_short(timeline: &Timeline, longest: Nanos) -> bool {
    !timeline.workers.is_empty() && timeline.makespan() < longest / TOO_SHORT
}
