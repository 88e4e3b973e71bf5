//! How full the queues were, in characters: a chart for each capacity, and a table of all.

use std::fmt::Write;

use super::Canvas;
use crate::report::Paint;
use crate::timeline::bars::Scale;
use crate::timeline::lines::sentence;
use crate::timeline::queue::with_queues;
use crate::timeline::record::Run;
use crate::timeline::words::{ABOUT_QUEUES, Row, faults, queue_table};

/// Levels of a chart. What is there is seen, however little.
const LEVELS: [char; 9] = ['·', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Where the charts begin.
const MARGIN: usize = 10;

impl Canvas {
    /// How full the queue was under each capacity, and how long the messages waited.
    pub(super) fn queues(&self, blocks: &mut Vec<String>, run: &Run) {
        let parts = with_queues(run);
        let longest = parts.iter().map(|(_, queue)| queue.span()).max().unwrap_or_default();
        let most = parts.iter().map(|(part, _)| part.timeline.messages.len() as u64).max();
        if let Some(most) = most {
            let title = self.painted(&format!("{}: {}", run.name, run.load), Paint::title);
            let scale = format!("How many wait outside of the queue and in it: a full block is all {most}.");
            blocks.push(title + &sentence(&scale, self.width));
        }
        for (part, queue) in &parts {
            let scale = Scale { begin: queue.begin, length: longest, cells: self.width - MARGIN };
            let mut text = format!("--capacity {}\n", part.capacity) + &self.axis(MARGIN, &scale);
            for (name, level) in [("outside", &queue.outside), ("in queue", &queue.inside)] {
                let averages = queue.averages(level, longest, scale.cells);
                // Writing to a String can't fail.
                let _ = writeln!(text, "{name:<MARGIN$}{}", self.chart(&averages, most.unwrap_or_default()));
            }
            blocks.push(text);
        }
        if !parts.is_empty() {
            blocks.push(self.table(&queue_table(&parts)));
            blocks.push(sentence(ABOUT_QUEUES, self.width));
        }
        let mut wrong = String::new();
        for part in &run.parts {
            for fault in faults(&part.timeline, &part.faults) {
                wrong += &self.painted(&format!("--capacity {}: {fault}", part.capacity), Paint::removed);
            }
        }
        if !wrong.is_empty() {
            blocks.push(wrong);
        }
    }

    fn chart(&self, averages: &[f64], most: u64) -> String {
        let level = |&average: &f64| {
            let eighths = (average * 8.0 / most.max(1) as f64).round() as usize;
            if average > 0.0 { eighths.clamp(1, 8) } else { 0 }
        };
        let levels: Vec<usize> = averages.iter().map(level).collect();
        let mut line = String::new();
        for same in levels.chunk_by(|&one, &other| (one == 0) == (other == 0)) {
            let glyphs: String = same.iter().map(|&level| LEVELS[level]).collect();
            line += &if same[0] == 0 { self.paint.faint(&glyphs) } else { self.paint.busy(&glyphs) };
        }
        line
    }

    /// A column for each run, as many side by side as fit.
    fn table(&self, rows: &[Row]) -> String {
        let mut text = String::new();
        let runs = rows.first().map_or(0, |row| row.values.len());
        let names = rows.iter().map(|row| row.name.len()).max().unwrap_or_default();
        let values = rows.iter().flat_map(|row| &row.values).map(|value| value.chars().count());
        let column = values.max().unwrap_or_default() + 2;
        let fit = ((self.width - names) / column).max(1);
        for first in (0..runs).step_by(fit) {
            if first > 0 {
                text.push('\n');
            }
            for row in rows {
                let _ = write!(text, "{:<names$}", row.name);
                for value in row.values.iter().skip(first).take(fit) {
                    let _ = write!(text, "{value:>column$}");
                }
                text.push('\n');
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Colour;

    #[test]
    fn what_is_there_is_seen_however_little() {
        let canvas = Canvas { width: 80, paint: Colour::Never.for_stdout() };
        assert_eq!(canvas.chart(&[0.0, 0.01, 50.0, 99.0, 100.0], 100), "·▁▄██");
    }
}
