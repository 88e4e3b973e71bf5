//! The picture in characters: a bar a worker, all runs on one time scale, and what they came to.

mod queues;
#[cfg(test)]
mod tests;

use std::fmt::Write;

use super::bars::{Cell, Kind, Scale, bar};
use super::lines::{phrases, sentence};
use super::record::Run;
use super::scale::{is_too_short, longest};
use super::units::{Nanos, duration, ticks};
use super::words;
use crate::report::Paint;

/// The narrowest picture.
pub const NARROWEST: usize = 40;
/// The widest one: more would tell no more.
pub const WIDEST: usize = 400;

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
            let legend = words::legend_below(runs, at);
            if !legend.is_empty() {
                blocks.push(self.legend(&legend));
            }
        }
        if let Some(comparison) = words::comparison(runs) {
            blocks.push(sentence(&comparison, self.width));
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
        let length = if is_too_short(timeline, longest) {
            let note = format!(
                "Too short to be seen beside the others: {} on a scale of its own.",
                duration(makespan)
            );
            text += &sentence(&note, self.width);
            makespan
        } else {
            longest
        };
        if !timeline.workers.is_empty() {
            let names = || timeline.workers.iter().map(words::name);
            let margin = names().map(|name| name.chars().count()).max().unwrap_or_default() + 2;
            let scale = Scale { begin: timeline.begin(), length, cells: self.width - margin };
            text += &self.axis(margin, &scale);
            for (worker, name) in timeline.workers.iter().zip(names()) {
                // Writing to a String can't fail.
                let _ = writeln!(text, "{name:<margin$}{}", self.cells(&bar(worker, &scale)));
            }
            text += &phrases(&words::summary(timeline), self.width);
        }
        let faults = words::faults(timeline, &run.faults);
        for fault in &faults {
            text += &self.painted(fault, Paint::removed);
        }
        if !run.compiler.is_empty() {
            let _ = writeln!(text, "{}", run.compiler.trim_end());
        }
        if timeline.workers.is_empty() && faults.is_empty() {
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

    /// A sentence in colour.
    fn painted(&self, text: &str, paint: fn(Paint, &str) -> String) -> String {
        sentence(text, self.width).lines().map(|line| paint(self.paint, line) + "\n").collect()
    }

    /// A line of round times, each with its mark.
    fn axis(&self, margin: usize, scale: &Scale) -> String {
        // With a pause: those that fit in don't meet.
        const A_LABEL: usize = 9;
        let mut line = " ".repeat(margin);
        for (at, label) in ticks(scale.length, (scale.cells / A_LABEL).max(1)) {
            let place = margin + (scale.place(scale.begin + at) as usize).min(scale.cells - 1);
            let label = format!("╷{label}");
            // The last one may not fit in.
            if place + label.chars().count() <= self.width {
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
