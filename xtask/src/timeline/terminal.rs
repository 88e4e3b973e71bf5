//! The picture in characters: a bar a worker, all runs on one time scale, and what they came to.

mod layout;
mod queues;
#[cfg(test)]
mod tests;

use std::fmt::Write;

use super::bars::{Cell, Kind, Scale, bar};
use super::record::Run;
use super::units::{Nanos, duration, ticks};
use super::words;
use crate::report::Paint;
use crate::text::shown;

/// The narrowest picture.
pub const NARROWEST: usize = 40;
/// The widest one: more would tell no more.
pub const WIDEST: usize = 400;

/// A run that takes less than this part of the longest gets a scale of its own.
const TOO_SHORT: Nanos = 25;

/// How to draw.
#[derive(Clone, Copy)]
pub struct Canvas {
    /// How many characters there are in a line.
    pub width: usize,
    /// In colour, or not.
    pub paint: Paint,
}

impl Canvas {
    /// Draws all runs.
    pub fn draw(&self, runs: &[Run]) -> String {
        let longest = longest(runs);
        let mut blocks = Vec::new();
        for (at, run) in runs.iter().enumerate() {
            blocks.push(self.run(run, longest));
            // Once for all runs in a row that share it.
            let legend = words::legend(&run.timeline);
            if !legend.is_empty()
                && runs.get(at + 1).is_none_or(|next| words::legend(&next.timeline) != legend)
            {
                blocks.push(self.legend(&legend));
            }
        }
        if let Some(comparison) = words::comparison(runs) {
            blocks.push(self.sentence(&comparison));
        }
        for run in runs {
            self.queues(&mut blocks, run);
        }
        blocks.join("\n")
    }

    fn run(&self, run: &Run, longest: Nanos) -> String {
        let timeline = &run.timeline;
        let mut text = self.painted(&run.command(), Paint::title);
        let makespan = timeline.makespan();
        let length = if is_too_short(makespan, longest) {
            let note = format!(
                "Too short to be seen beside the others: {} on a scale of its own.",
                duration(makespan)
            );
            text += &self.sentence(&note);
            makespan
        } else {
            longest
        };
        if !timeline.workers.is_empty() {
            let names = timeline.workers.iter().map(|worker| worker.name.chars().count());
            let margin = names.max().unwrap_or_default().min(12) + 2;
            let scale = Scale { begin: timeline.begin(), length, cells: self.width - margin };
            text += &self.axis(margin, &scale);
            for worker in &timeline.workers {
                let name = shown(worker.name.as_bytes(), margin - 2);
                // Writing to a String can't fail.
                let _ = writeln!(text, "{name:<margin$}{}", self.cells(&bar(worker, &scale)));
            }
            text += &self.phrases(&words::summary(timeline));
        }
        for fault in words::faults(timeline, &run.faults) {
            text += &self.painted(&fault, Paint::removed);
        }
        text.push_str(&run.compiler);
        if timeline.workers.is_empty() && run.faults.is_empty() {
            text.push_str("There was nothing to do.\n");
        }
        if !run.stderr.is_empty() {
            text.push_str("stderr ended with:\n");
        }
        for line in &run.stderr {
            let _ = writeln!(text, "  {line}");
        }
        text
    }

    /// A line of round times, each with its mark.
    fn axis(&self, margin: usize, scale: &Scale) -> String {
        const A_LABEL: usize = 9;
        let mut line = " ".repeat(margin);
        for (at, label) in ticks(scale.length, (scale.cells / A_LABEL).max(1)) {
            let place = margin + (scale.place(scale.begin + at) as usize).min(scale.cells - 1);
            let label = format!("╷{label}");
            // The last one may not fit in.
            if place + label.chars().count() <= self.width && line.chars().count() <= place {
                let _ = write!(line, "{:1$}{label}", "", place - line.chars().count());
            }
        }
        self.paint.faint(&line) + "\n"
    }

    fn cells(&self, cells: &[Cell]) -> String {
        let mut line = String::new();
        for same in cells.chunk_by(|one, other| one.kind == other.kind) {
            let glyphs: String = same.iter().map(|cell| cell.glyph).collect();
            line += &match same[0].kind {
                Kind::Idle => self.paint.faint(&glyphs),
                Kind::Busy => self.paint.busy(&glyphs),
                Kind::Number => self.paint.busy_reversed(&glyphs),
                Kind::Panicked => self.paint.removed(&glyphs),
            };
        }
        line
    }

    fn legend(&self, names: &[String]) -> String {
        let widest = names.iter().map(|name| name.chars().count()).max().unwrap_or_default();
        let columns = (self.width / (widest + 3)).max(1).min(names.len());
        let mut text = String::new();
        // Down the columns, as they are read.
        let rows = names.len().div_ceil(columns);
        for row in 0..rows {
            let mut line = String::new();
            for name in names.iter().skip(row).step_by(rows) {
                let _ = write!(line, "{name:<0$}", widest + 3);
            }
            let _ = writeln!(text, "{}", line.trim_end());
        }
        text
    }
}

/// The makespan of the longest run.
pub fn longest(runs: &[Run]) -> Nanos {
    runs.iter().map(|run| run.timeline.makespan()).max().unwrap_or_default()
}

/// Whether a run would be nothing but a line beside the longest.
pub fn is_too_short(makespan: Nanos, longest: Nanos) -> bool {
    makespan < longest / TOO_SHORT
}
