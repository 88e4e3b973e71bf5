//! The picture in characters.
//!
//! A cell of a bar is as high as the utilization in that time; where one task follows another at once, it is never full,
//! so that the two are told apart.

use std::fmt::Write;

use super::layout::{Block, Picture, ROWS, Style, name};
use super::model::{Span, Worker};
use super::queue::Waits;
use super::units::Axis;
use crate::term::Paint;

/// The narrowest and the widest picture.
pub const NARROWEST: usize = 40;
pub const WIDEST: usize = 400;

/// From one eighth of a cell to all of it.
const HEIGHTS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const IDLE: Cell = ('·', Kind::Idle);
const PANICKED: Cell = ('!', Kind::Panicked);

/// A pause of this part of a cell can't be seen.
const PAUSE: f64 = 1.0 / 8.0;
/// How many characters a label of the axis takes, with a pause.
const LABEL: usize = 8;

/// A character of a bar, and what it stands for.
type Cell = (char, Kind);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Idle,
    Work,
    /// A digit of the task's number.
    Number,
    Panicked,
}

/// Draws the picture, in colour or not.
pub fn draw(picture: &Picture, paint: Paint) -> String {
    let width = picture.width - picture.margin;
    let mut text = String::new();
    for block in &picture.blocks {
        let (axis, rows): (&Axis, Vec<(String, Vec<Cell>)>) = match block {
            Block::Line(style, line) => {
                text += &match style {
                    Style::Title => paint.title(line),
                    Style::Fault => paint.removed(line),
                    Style::Plain => line.clone(),
                };
                text.push('\n');
                continue;
            }
            Block::Bars(axis, timeline) => {
                let bar =
                    |worker: &Worker| (name(&worker.name), bar(worker, axis, width, !timeline.in_bytes));
                (axis, timeline.workers.iter().map(bar).collect())
            }
            Block::Chart(axis, most, waits) => {
                let rows = ROWS.iter().zip(waits);
                (
                    axis,
                    rows.map(|(name, waits)| ((*name).to_owned(), chart(waits, axis, width, *most)))
                        .collect(),
                )
            }
        };
        text += &(paint.faint(&labels(axis, picture.margin, width)) + "\n");
        for (name, cells) in rows {
            // Writing to a String can't fail.
            let _ = writeln!(text, "{name:<0$}{1}", picture.margin, coloured(&cells, paint));
        }
    }
    text
}

/// Round times, each with its mark.
fn labels(axis: &Axis, margin: usize, width: usize) -> String {
    let mut line = " ".repeat(margin);
    for (at, label) in axis.ticks(width / LABEL) {
        let place = margin + axis.place(at, width as f64) as usize;
        // The last one may not fit in.
        if place + 1 + label.chars().count() <= margin + width {
            let _ = write!(line, "{:1$}╷{label}", "", place - line.chars().count());
        }
    }
    line
}

fn coloured(cells: &[Cell], paint: Paint) -> String {
    let mut line = String::new();
    for same in cells.chunk_by(|one, other| one.1 == other.1) {
        let glyphs: String = same.iter().map(|(glyph, _)| glyph).collect();
        line += &match same[0].1 {
            Kind::Idle => paint.faint(&glyphs),
            Kind::Work => paint.bar(&glyphs),
            Kind::Number => paint.bar_reversed(&glyphs),
            Kind::Panicked => paint.removed(&glyphs),
        };
    }
    line
}

fn bar(worker: &Worker, axis: &Axis, width: usize, with_numbers: bool) -> Vec<Cell> {
    let mut cells: Vec<Cell> = (0..width).map(|cell| bar_cell(&worker.spans, axis, width, cell)).collect();
    for span in &worker.spans {
        let (start, stop) = (axis.place(span.start, width as f64), axis.place(span.stop, width as f64));
        let number = span.numbers.start.to_string();
        let (first, room) = (start.ceil() as usize, (stop as usize).saturating_sub(start.ceil() as usize));
        // In the middle of the bar, if something of it is left beside the number.
        if with_numbers && room > number.len() {
            let middle = first + (room - number.len()) / 2;
            for (cell, digit) in cells[middle..].iter_mut().zip(number.chars()) {
                *cell = (digit, Kind::Number);
            }
        }
        if span.panicked {
            let last = (stop.ceil() as usize).saturating_sub(1).max(start as usize);
            cells[last.min(width - 1)] = PANICKED;
        }
    }
    cells
}

fn bar_cell(spans: &[Span], axis: &Axis, width: usize, cell: usize) -> Cell {
    let (left, right) = (cell as f64, (cell + 1) as f64);
    // A task without a length at the very end is in the last cell.
    let start = |span: &Span| axis.place(span.start, width as f64).min(width as f64 - PAUSE);
    let stop = |span: &Span| axis.place(span.stop, width as f64);
    let first = spans.partition_point(|span| stop(span) <= left && start(span) < left);
    let here: Vec<&Span> = spans[first..].iter().take_while(|span| start(span) < right).collect();

    let Some(last) = here.last() else { return IDLE };
    let work: f64 = here.iter().map(|span| stop(span).min(right) - start(span).max(left)).sum();
    let next = spans.get(first + here.len());
    let next_follows = stop(last) <= right && next.is_some_and(|next| start(next) < right + PAUSE);
    height(work, if here.len() > 1 || next_follows { 7 } else { 8 })
}

/// What is there is seen, however little.
fn height(share: f64, most: usize) -> Cell {
    let eighths = ((share * 8.0).round() as usize).clamp(1, most);
    (HEIGHTS[eighths - 1], Kind::Work)
}

fn chart(waits: &Waits, axis: &Axis, width: usize, most: u64) -> Vec<Cell> {
    let cell = |average| if average > 0.0 { height(average / most as f64, 8) } else { IDLE };
    waits.averages(axis, width).into_iter().map(cell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::term::Colour;
    use crate::timeline::layout::picture;
    use crate::timeline::record::Run;
    use crate::timeline::recording::tests::timeline;

    fn draw(width: usize, colour: Colour, run: Run) -> String {
        super::draw(&picture(&[run], width), colour.for_stdout())
    }

    /// The bar of this work, a cell for each ten of time.
    fn cells(cells: usize, work: &[(u64, u64)]) -> String {
        // In bytes, which aren't numbered.
        let events = work.iter().map(|(start, stop)| format!("worked 0 {start} {stop} worker 0 done\n"));
        let axis = Axis { begin: 0, length: 10 * cells as u64 };
        let worker = &timeline(&events.collect::<String>()).workers[0];
        bar(worker, &axis, cells, false).into_iter().map(|(glyph, _)| glyph).collect()
    }

    #[test]
    fn a_cell_is_as_high_as_the_utilization() {
        assert_eq!(cells(4, &[(0, 25)]), "██▄·");
        assert_eq!(cells(4, &[(9, 21)]), "▁█▁·");
        assert_eq!(cells(4, &[(10, 30)]), "·██·");
        assert_eq!(cells(4, &[(1, 3), (4, 7), (8, 9), (25, 25), (40, 40)]), "▅·▁▁", "however short");
        // One task follows another at once.
        assert_eq!(cells(4, &[(0, 20), (20, 40)]), "█▇██");
        assert_eq!(cells(4, &[(0, 15), (15, 40)]), "█▇██");
        assert_eq!(cells(2, &[(0, 3), (3, 6), (6, 10), (10, 20)]), "▇█");
    }

    const IN_TURN: &str = "task 0 SeaQL/sea-orm\ntask 1 SeaQL/sea-query\ntask 2 SeaQL/sea-schema\n\
                           worked 0 0 400000000 task 3 done\nworked 2 400000000 1050000000 task 3 done\n\
                           worked 1 0 60000000 task 4 done\n";

    #[test]
    fn the_picture_at_60_columns() {
        let run = Run { name: "in-turn".to_owned(), timeline: timeline(IN_TURN), ..Run::default() };
        let wanted = "\
in-turn
          ╷0       ╷200ms    ╷400ms   ╷600ms    ╷800ms   ╷1s
worker 0  █████████0█████████▇██████████████2███████████████
worker 1  1█▇···············································
makespan 1.05s, 2 workers, utilization 53%
lower bound 650.00ms (the longest task), exceeded by
400.00ms

0 SeaQL/sea-orm      2 SeaQL/sea-schema
1 SeaQL/sea-query
";
        assert_eq!(draw(60, Colour::Never, run), wanted);
    }

    #[test]
    fn no_line_is_wider_than_the_terminal_and_labels_never_meet() {
        for width in NARROWEST..=200 {
            for length in (10..43).step_by(4).map(|bits| (1_u64 << bits) * 5 / 4) {
                let events = format!("{IN_TURN}offered 3 5 s\nworked 4 5 {length} task 6 panicked");
                for capacity in [None, Some(1_000_000)] {
                    let run = Run { timeline: timeline(&events), capacity, ..Run::default() };
                    let text = draw(width, Colour::Never, run);
                    assert!(text.lines().all(|line| line.chars().count() <= width), "{width}: {text}");
                    assert!(!text.contains("s╷"), "{width}: {text}");
                }
            }
        }
    }

    #[test]
    fn colour_only_repeats_what_the_characters_say() {
        let run = || {
            let events = format!("{IN_TURN}worked 3 60000000 900000000 task 4 panicked");
            Run { timeline: timeline(&events), faults: vec!["fault".to_owned()], ..Run::default() }
        };
        let coloured = draw(80, Colour::Always, run());
        for code in ["\x1b[7;36m2\x1b[0m", "\x1b[31m!\x1b[0m", "\x1b[31mfault\x1b[0m"] {
            assert!(coloured.contains(code), "{coloured}");
        }
        let without = coloured.split("\x1b[").map(|part| part.split_once('m').map_or(part, |(_, text)| text));
        assert_eq!(without.collect::<String>(), draw(80, Colour::Never, run()));
    }

    #[test]
    fn a_chart_shows_where_messages_wait() {
        let message = |n: u64| {
            let (at, start, stop) = (n.saturating_sub(1) * 100, n * 100, n * 100 + 100);
            format!("offered {n} 0 s{n}\naccepted {at} s{n}\nworked {n} {start} {stop} worker 0 done\n")
        };
        let timeline = timeline(&(0..4).map(message).collect::<String>());
        let text = draw(50, Colour::Never, Run { timeline, capacity: Some(1), ..Run::default() });
        let chart = "\
          ╷0        ╷100ns    ╷200ns    ╷300ns
unsent    ▄▄▄▄▄▄▄▄▄▄▂▂▂▂▂▂▂▂▂▂····················
queued    ▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂··········

--capacity                    1
queued: most                  1
  average                   0.8
  median wait          100.00ns
";
        assert!(text.contains(chart), "{text}");
    }
}
