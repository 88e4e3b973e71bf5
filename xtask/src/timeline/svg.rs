//! The picture as an SVG file that needs nothing else: for slides and READMEs, on light and on dark.

mod queues;
#[cfg(test)]
mod tests;

use std::fmt::Write;

use super::lines::sentence;
use super::model::{Span, Worker};
use super::record::Run;
use super::scale::{is_too_short, longest};
use super::units::{Nanos, duration, ticks};
use super::words;
use crate::svg::escaped;

/// The width of the picture.
const WIDTH: f64 = 960.0;
/// Where time begins and ends.
const LEFT: f64 = 96.0;
const RIGHT: f64 = WIDTH - 24.0;
/// The height of a worker's row, of its bar, and of a line of text.
const ROW: f64 = 34.0;
const BAR: f64 = 22.0;
const LINE: f64 = 20.0;
/// How wide characters are, roughly: a letter, a letter of a title, and a digit.
const LETTER: f64 = 7.4;
const TITLE: f64 = 9.2;
const DIGIT: f64 = 8.2;

const STYLE: &str = "
text { font: 13px system-ui, sans-serif; fill: #1f2328; font-variant-numeric: tabular-nums; }
.back { fill: #ffffff; }
.title { font-size: 16px; font-weight: 600; }
.small { font-size: 12px; fill: #59636e; }
.grid { stroke: #d1d9e0; }
.lane { fill: #eef1f5; }
.work { fill: #2463c4; }
.panicked { fill: #c4283a; }
.wait { fill: #b8690a; fill-opacity: 0.45; }
.queue { fill: #2463c4; }
.outside { fill: #d9822b; }
.in { fill: #ffffff; text-anchor: middle; pointer-events: none; }
.fault { fill: #b3202f; }
.end { text-anchor: end; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; }
  .back { fill: #0d1117; }
  .small { fill: #9aa4af; }
  .grid { stroke: #343b44; }
  .lane { fill: #1c232c; }
  .work, .queue { fill: #5b9bf0; }
  .panicked { fill: #f0616d; }
  .wait, .outside { fill: #e3a04f; }
  .in { fill: #0d1117; }
  .fault { fill: #f58a92; }
}
";

/// Draws all runs, one under the other.
pub fn draw(runs: &[Run]) -> String {
    let mut picture = Picture { body: String::new(), y: 12.0 };
    let longest = longest(runs);
    for (at, run) in runs.iter().enumerate() {
        picture.run(run, longest);
        picture.legend(&words::legend_below(runs, at));
    }
    if runs.iter().any(|run| run.timeline.spans().any(|span| span.waited() > Some(0))) {
        picture.text(LEFT, "small", "The thin line below a bar: how long its tasks had waited.");
    }
    if let Some(comparison) = words::comparison(runs) {
        picture.text(LEFT, "", &comparison);
    }
    for run in runs {
        picture.queues(run);
    }
    picture.finish(runs)
}

struct Picture {
    body: String,
    /// How far down it is drawn.
    y: f64,
}

/// Where moments are.
struct Axis {
    begin: Nanos,
    length: Nanos,
}

impl Axis {
    fn x(&self, at: Nanos) -> f64 {
        let share = at.saturating_sub(self.begin) as f64 / self.length.max(1) as f64;
        LEFT + share * (RIGHT - LEFT)
    }
}

impl Picture {
    fn run(&mut self, run: &Run, longest: Nanos) {
        let timeline = &run.timeline;
        self.text(24.0, "title", &run.command());
        let mut axis = Axis { begin: timeline.begin(), length: longest };
        if is_too_short(timeline, longest) {
            axis.length = timeline.makespan();
            self.text(LEFT, "small", "too short to be seen beside the others: on a scale of its own");
        }
        if !timeline.workers.is_empty() {
            self.axis(&axis, ROW * timeline.workers.len() as f64);
            for worker in &timeline.workers {
                self.worker(worker, &axis);
            }
            self.y += 6.0;
            self.text(LEFT, "", &words::summary(timeline).join(", "));
        }
        for fault in words::faults(timeline, &run.faults) {
            self.text(LEFT, "fault", &fault);
        }
        self.y += LINE;
    }

    /// Text in as many lines as it needs, and down to the next.
    fn text(&mut self, x: f64, class: &str, text: &str) {
        let letter = if class == "title" { TITLE } else { LETTER };
        for line in sentence(text, ((RIGHT - x) / letter) as usize).lines() {
            self.y += LINE;
            self.text_at(x, self.y - 5.0, class, line);
        }
    }

    fn text_at(&mut self, x: f64, y: f64, class: &str, text: &str) {
        let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
        // Writing to a String can't fail.
        let _ = writeln!(self.body, "<text x=\"{x:.1}\" y=\"{y:.1}\"{class}>{}</text>", escaped(text));
    }

    /// Round times, with a line through all that is below.
    fn axis(&mut self, axis: &Axis, height: f64) {
        self.y += LINE;
        for (at, label) in ticks(axis.length, 8) {
            let x = axis.x(axis.begin + at);
            let (top, bottom) = (self.y, self.y + height);
            // The last one may have no room on its right.
            let (x_label, class) = if x + 40.0 < WIDTH { (x + 3.0, "small") } else { (x - 3.0, "small end") };
            self.text_at(x_label, top - 4.0, class, &label);
            let _ = writeln!(
                self.body,
                "<line x1=\"{x:.1}\" y1=\"{:.1}\" x2=\"{x:.1}\" y2=\"{bottom:.1}\" class=\"grid\"/>",
                top - 14.0
            );
        }
    }

    fn worker(&mut self, worker: &Worker, axis: &Axis) {
        let top = self.y + 4.0;
        self.text_at(LEFT - 10.0, top + BAR - 6.0, "end", &words::name(worker));
        let _ = writeln!(
            self.body,
            "<rect x=\"{LEFT:.1}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{BAR:.1}\" class=\"lane\"/>",
            RIGHT - LEFT
        );
        for span in &worker.spans {
            self.span(span, axis, top);
        }
        self.y += ROW;
    }

    fn span(&mut self, span: &Span, axis: &Axis, top: f64) {
        let (x, right) = (axis.x(span.start), axis.x(span.stop));
        // A little air tells it from the next; what is too thin to be seen is given a hair.
        let width = if right - x > 3.0 { right - x - 1.0 } else { (right - x).max(0.7) };
        let class = if span.panicked { "panicked" } else { "work" };
        let mut hover = format!("{}\nworked on for {}", span.task, duration(span.length()));
        if let Some(waited @ 1..) = span.waited() {
            let _ = write!(hover, ", after it waited for {}", duration(waited));
            let from = axis.x(span.start - waited);
            let _ = writeln!(
                self.body,
                "<rect x=\"{from:.2}\" y=\"{:.1}\" width=\"{:.2}\" height=\"3\" class=\"wait\"/>",
                top + BAR + 2.0,
                (x - from).max(0.0),
            );
        }
        if span.panicked {
            hover.push_str("\npanicked");
        }
        let _ = writeln!(
            self.body,
            "<rect x=\"{x:.2}\" y=\"{top:.1}\" width=\"{width:.2}\" height=\"{BAR:.1}\" rx=\"2\" class=\"{class}\">\
             <title>{}</title></rect>",
            escaped(&hover)
        );
        let number = span.task.number().map(|number| number.to_string());
        let name =
            span.task.name.as_ref().zip(number.as_ref()).map(|(name, number)| format!("{number} {name}"));
        let fits = |text: &String| text.chars().count() as f64 * DIGIT + 6.0 < width;
        if let Some(text) = name.filter(fits).or(number.filter(fits)) {
            self.text_at(x + width / 2.0, top + BAR - 6.5, "in", &text);
        }
    }

    fn legend(&mut self, names: &[String]) {
        let widest = names.iter().map(|name| name.chars().count()).max().unwrap_or_default() + 3;
        let columns = ((RIGHT - LEFT) / (widest as f64 * LETTER)).clamp(1.0, 4.0).floor();
        let rows = names.len().div_ceil(columns as usize);
        let top = self.y;
        for (place, name) in names.iter().enumerate() {
            let x = LEFT + (RIGHT - LEFT) * (place / rows) as f64 / columns;
            self.text_at(x, top + LINE * (place % rows + 1) as f64 - 5.0, "small", name);
        }
        self.y += LINE * rows as f64;
        self.y += if rows > 0 { LINE } else { 0.0 };
    }

    fn finish(self, runs: &[Run]) -> String {
        let height = self.y + 20.0;
        let names: Vec<&str> = runs.iter().map(|run| run.name.as_str()).collect();
        let title = format!("Timeline of {}", names.join(" and "));
        let described: Vec<String> = runs
            .iter()
            .filter(|run| !run.timeline.workers.is_empty())
            .map(|run| format!("{}: {}.", run.command(), words::summary(&run.timeline).join(", ")))
            .collect();
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height:.0}\" width=\"{WIDTH}\" \
             height=\"{height:.0}\" role=\"img\" aria-labelledby=\"title desc\">\n\
             <title id=\"title\">{}</title>\n<desc id=\"desc\">{}</desc>\n<style>{STYLE}</style>\n\
             <rect width=\"100%\" height=\"100%\" class=\"back\"/>\n{}</svg>\n",
            escaped(&title),
            escaped(&described.join(" ")),
            self.body
        )
    }
}
