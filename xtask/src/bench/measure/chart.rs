//! The results of a bench as a picture (SVG): a bar for each figure, its range as a line across the end.
//!
//! It stands for itself and follows the reader's choice of light or dark.

mod axis;

use std::fmt::{Display, Write};

use super::group::{Row, Spread, Unit};
use super::results::{Answer, Table};
use super::shown;
use crate::svg::escaped;
use axis::Axis;

/// All lengths are in pixels.
const WIDTH: f64 = 800.0;
const MARGIN: f64 = 20.0;
/// Where the bars begin and end; left of it are the names, right of it the figures.
const LEFT: f64 = 260.0;
const RIGHT: f64 = 640.0;
const ROW: f64 = 24.0;
const BAR: f64 = 14.0;
/// The title of a panel, with the air above it.
const HEAD: f64 = 60.0;
/// The numbers below a panel.
const FOOT: f64 = 24.0;
/// The title of the whole picture.
const TITLE: f64 = 40.0;
/// As many characters of a name as have room.
const NAME: usize = 34;

const STYLE: &str = "\
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.title { font-size: 17px; font-weight: 600 }
.head { font-weight: 600 }
.small { font-size: 11px; fill: #59636e }
.ours { font-weight: 600 }
.page { fill: #ffffff }
.bar { fill: #afb8c1 }
.bar.ours { fill: #0969da }
.range { stroke: #1f2328; stroke-width: 1.5 }
.grid { stroke: #d1d9e0 }
.one { stroke: #59636e; stroke-dasharray: 4 3 }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc }
  .small { fill: #9198a1 }
  .page { fill: #0d1117 }
  .bar { fill: #656c76 }
  .bar.ours { fill: #4493f8 }
  .range { stroke: #f0f6fc }
  .grid { stroke: #3d444d }
  .one { stroke: #9198a1 }
}
";

/// The picture of a bench.
pub fn picture(answer: &Answer) -> String {
    let mut svg = Svg { text: String::new(), y: TITLE };
    for table in &answer.tables {
        for measure in 0..table.measured.measures.len() {
            panel(&mut svg, table, measure);
        }
    }
    let height = svg.y + MARGIN;
    let question = escaped(answer.question);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" \
         viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"{question}\">\n\
         <title>{question}</title>\n<style>\n{STYLE}</style>\n\
         <rect class=\"page\" width=\"{WIDTH}\" height=\"{height}\"/>\n\
         <text class=\"title\" x=\"{MARGIN}\" y=\"28\">{question}</text>\n{}</svg>\n",
        svg.text
    )
}

/// The picture so far, and how far down it goes.
struct Svg {
    text: String,
    y: f64,
}

impl Svg {
    fn text(&mut self, class: &str, anchor: &str, (x, y): (f64, f64), text: impl Display) {
        let text = escaped(&text.to_string());
        // Writing to a String can't fail.
        let _ = writeln!(
            self.text,
            "<text class=\"{class}\" text-anchor=\"{anchor}\" x=\"{x:.1}\" y=\"{y:.1}\">{text}</text>"
        );
    }

    fn line(&mut self, class: &str, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
        let _ = writeln!(
            self.text,
            "<line class=\"{class}\" x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\"/>"
        );
    }

    fn bar(&mut self, class: &str, (x, y): (f64, f64), width: f64) {
        let _ = writeln!(
            self.text,
            "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{BAR}\" rx=\"2\"/>"
        );
    }
}

/// A measure of a table: ratios where there are any.
fn panel(svg: &mut Svg, table: &Table, place: usize) {
    let measured = &table.measured;
    let measure = measured.measures[place];
    let baseline = table.baseline.filter(|&row| measured.rows[row].ratios[place].is_some());
    let drawn = |row: &Row| if baseline.is_some() { row.ratios[place] } else { Some(row.figures[place]) };
    let unit = if baseline.is_some() { Unit::Times } else { measure.unit };
    let spreads: Vec<Spread> =
        measured.rows.iter().filter_map(drawn).filter(|spread| spread.is_there()).collect();
    let Some(axis) = Axis::of(&spreads, baseline.is_some(), unit, LEFT, RIGHT) else {
        return;
    };

    let mut what = measure.name.to_owned();
    if let Some(baseline) = baseline {
        what += &format!(", as a ratio to {}", measured.rows[baseline].name);
    }
    if axis.is_logarithmic() {
        what += "; each line is 10 times the one before";
    }
    svg.text("head", "start", (MARGIN, svg.y + HEAD - 32.0), &measured.title);
    svg.text("small", "start", (MARGIN, svg.y + HEAD - 14.0), what);
    svg.y += HEAD;
    let bottom = svg.y + ROW * measured.rows.len() as f64;
    for (x, label) in axis.ticks() {
        svg.line("grid", (x, svg.y), (x, bottom));
        svg.text("small", "middle", (x, bottom + 16.0), label);
    }
    for row in &measured.rows {
        self::row(svg, row, drawn(row), unit, &axis);
    }
    if baseline.is_some() {
        svg.line("one", (axis.at(1.0), bottom - ROW * measured.rows.len() as f64), (axis.at(1.0), bottom));
    }
    svg.y = bottom + FOOT;
}

fn row(svg: &mut Svg, row: &Row, spread: Option<Spread>, unit: Unit, axis: &Axis) {
    let ours = if row.ours { " ours" } else { "" };
    let (top, middle) = (svg.y + (ROW - BAR) / 2.0, svg.y + ROW / 2.0);
    svg.text(&format!("name{ours}"), "end", (LEFT - 10.0, middle + 4.5), name(row));
    let there = spread.filter(|spread| spread.is_there());
    if let Some(spread) = there {
        let (from, to) = (axis.start(), axis.at(spread.median));
        svg.bar(&format!("bar{ours}"), (from.min(to), top), (to - from).abs());
        let (low, high) = (axis.at(spread.low), axis.at(spread.high));
        if high - low >= 1.0 {
            svg.line("range", (low, middle), (high, middle));
            svg.line("range", (low, middle - 4.0), (low, middle + 4.0));
            svg.line("range", (high, middle - 4.0), (high, middle + 4.0));
        }
    }
    let figure = there.map_or(shown::NONE.to_owned(), |spread| shown::with_range(spread, unit));
    svg.text("small", "start", (RIGHT + 10.0, middle + 4.0), figure);
    svg.y += ROW;
}

/// The name as it is called in the table, cut where there is no room for it.
fn name(row: &Row) -> String {
    let star = if row.ours { "* " } else { "" };
    let name = format!("{star}{}", row.name);
    match name.char_indices().nth(NAME) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name,
    }
}
