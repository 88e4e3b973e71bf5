//! How full the queues were, as a picture: a chart for each capacity, and a table of all.

use std::fmt::Write;

use super::{Axis, DIGIT, LEFT, LETTER, LINE, Picture, RIGHT};
use crate::timeline::queue::with_queues;
use crate::timeline::record::Run;
use crate::timeline::words::{ABOUT_QUEUES, Row, faults, queue_table};

/// The height of a chart.
const CHART: f64 = 64.0;
/// How many steps it has.
const STEPS: usize = 280;
/// How wide the names in the table are, and a column of values at the least.
const NAMES: f64 = 150.0;
const COLUMN: f64 = 150.0;

impl Picture {
    /// How many waited outside of the queue, and how many in it, under each capacity.
    pub(super) fn queues(&mut self, run: &Run) {
        for part in &run.parts {
            for fault in faults(&part.timeline, &part.faults) {
                self.text(LEFT, "fault", &format!("--capacity {}: {fault}", part.capacity));
            }
        }
        let parts = with_queues(run);
        if parts.is_empty() {
            return;
        }
        let longest = parts.iter().map(|(_, queue)| queue.span()).max().unwrap_or_default();
        let most =
            parts.iter().map(|(part, _)| part.timeline.messages.len() as u64).max().unwrap_or_default();
        self.y += LINE;
        self.text(24.0, "title", &format!("{}: {}", run.name, run.load));
        self.key(most);
        for (part, queue) in &parts {
            let axis = Axis { begin: queue.begin, length: longest };
            self.text(LEFT, "", &format!("--capacity {}", part.capacity));
            self.axis(&axis, CHART);
            let bottom = self.y + CHART;
            let inside = queue.averages(&queue.inside, longest, STEPS);
            let both: Vec<f64> = queue
                .averages(&queue.outside, longest, STEPS)
                .iter()
                .zip(&inside)
                .map(|(outside, inside)| outside + inside)
                .collect();
            self.area(&both, most, bottom, "outside");
            self.area(&inside, most, bottom, "queue");
            self.y = bottom + 4.0;
        }
        self.table(&queue_table(&parts));
        for sentence in ABOUT_QUEUES.split_inclusive(". ") {
            self.text(LEFT, "small", sentence.trim());
        }
    }

    /// A column for each run, as many side by side as fit.
    fn table(&mut self, rows: &[Row]) {
        let runs = rows.first().map_or(0, |row| row.values.len());
        let values = rows.iter().flat_map(|row| &row.values).map(|value| value.chars().count());
        let column = (values.max().unwrap_or_default() as f64 * DIGIT + 2.0 * LETTER).max(COLUMN);
        let fit = ((RIGHT - LEFT - NAMES) / column).max(1.0) as usize;
        for first in (0..runs).step_by(fit) {
            self.y += LINE / 2.0;
            for row in rows {
                // What is indented in the terminal is indented here.
                let name = row.name.trim_start();
                self.text(LEFT + LETTER * (row.name.len() - name.len()) as f64, "", name);
                for (place, value) in (1..).zip(row.values.iter().skip(first).take(fit)) {
                    self.text_at(LEFT + NAMES + column * f64::from(place), self.y - 5.0, "end", value);
                }
            }
        }
        self.y += LINE / 2.0;
    }

    /// What the two colours of a chart mean.
    fn key(&mut self, most: u64) {
        self.y += LINE;
        let y = self.y - 5.0;
        for (x, class, text) in [
            (LEFT, "outside", "waiting outside".to_owned()),
            (LEFT + 170.0, "queue", "waiting in the queue".to_owned()),
        ] {
            let _ = writeln!(
                self.body,
                "<rect x=\"{x:.1}\" y=\"{:.1}\" width=\"10\" height=\"10\" class=\"{class}\"/>",
                y - 9.0
            );
            self.text_at(x + 16.0, y, "", &text);
        }
        self.text_at(LEFT + 370.0, y, "small", &format!("the height of a chart is all {most}"));
    }

    fn area(&mut self, levels: &[f64], most: u64, bottom: f64, class: &str) {
        let step = (RIGHT - LEFT) / levels.len().max(1) as f64;
        let mut path = format!("M{LEFT:.1} {bottom:.1}");
        let y = |level: &f64| bottom - level / most.max(1) as f64 * CHART;
        let mut place = 0;
        // One step for all that look alike.
        for alike in levels.chunk_by(|one, other| (y(one) - y(other)).abs() < 0.05) {
            place += alike.len();
            let _ = write!(path, "V{:.1}H{:.1}", y(&alike[0]), LEFT + step * place as f64);
        }
        let _ = writeln!(self.body, "<path d=\"{path}V{bottom:.1}Z\" class=\"{class}\"/>");
    }
}
