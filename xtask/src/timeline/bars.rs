//! A worker's time as a row of cells: one character each for an equal part of the time scale.
//!
//! A cell that one task fills is a full block. Where a task begins or ends in it, a part of a block is drawn: at the
//! end of a task that part is never a whole one, so that the next task is told from it. What is shorter than a
//! cell is drawn as a low block, as high as the worker was busy in that cell.

use super::model::{Span, Worker};
use super::units::Nanos;

/// An idle cell.
const IDLE: char = '·';
/// The last cell of a task that a panic ended.
const PANICKED: char = '!';

const LEFT: [char; 8] = ['▏', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
const LOW: [char; 8] = ['▁', '▁', '▂', '▃', '▄', '▅', '▆', '▇'];
const FULL: char = '█';

/// The part of a cell that is too little to be seen.
const NEAR: f64 = 1.0 / 8.0;

/// One character of a bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// What is shown.
    pub glyph: char,
    /// What it stands for.
    pub kind: Kind,
}

/// What a cell stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nobody worked.
    Idle,
    /// Somebody worked.
    Busy,
    /// Somebody worked, on the task with this number.
    Number,
    /// A panic ended the work.
    Panicked,
}

/// Equal parts of a time.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    /// Where it begins.
    pub begin: Nanos,
    /// How long it is.
    pub length: Nanos,
    /// In how many cells.
    pub cells: usize,
}

impl Scale {
    /// In which cell a moment is, and how far in: 2.5 is in the middle of the third.
    pub fn place(&self, at: Nanos) -> f64 {
        at.saturating_sub(self.begin) as f64 * self.cells as f64 / self.length.max(1) as f64
    }
}

/// The cells of a worker.
pub fn bar(worker: &Worker, scale: &Scale) -> Vec<Cell> {
    let mut cells: Vec<Cell> = (0..scale.cells).map(|cell| draw(&worker.spans, scale, cell)).collect();
    for span in &worker.spans {
        number(span, scale, &mut cells);
        if span.panicked {
            let last = last_cell(span, scale);
            cells[last] = Cell { glyph: PANICKED, kind: Kind::Panicked };
        }
    }
    cells
}

/// The part of a cell that a task takes.
struct Part {
    /// From 0 to 1.
    from: f64,
    to: f64,
    /// Whether it ends with the cell while the next task begins with the next.
    is_joined: bool,
}

fn draw(spans: &[Span], scale: &Scale, cell: usize) -> Cell {
    let (left, right) = (cell as f64, (cell + 1) as f64);
    let first = spans.partition_point(|span| scale.place(span.stop) < left);
    let mut parts = Vec::new();
    for (at, span) in spans.iter().enumerate().skip(first) {
        let (from, to) = (scale.place(span.start), scale.place(span.stop));
        // A task without a length, or one that begins where the scale ends, is in a cell all the same.
        if first_cell(span, scale) > cell {
            break;
        }
        if to > left || last_cell(span, scale) == cell {
            let next = spans.get(at + 1).map_or(f64::INFINITY, |next| scale.place(next.start));
            let is_joined = to <= right && next < right + NEAR;
            parts.push(Part { from: from.clamp(left, right) - left, to: to.min(right) - left, is_joined });
        }
    }
    let busy: f64 = parts.iter().map(|part| part.to - part.from).sum();
    let glyph = match parts.as_slice() {
        [] => return Cell { glyph: IDLE, kind: Kind::Idle },
        [Part { from, to, is_joined }] if *from <= 0.0 && *to >= 1.0 => {
            if *is_joined {
                LEFT[6]
            } else {
                FULL
            }
        }
        [Part { from, .. }] if *from <= 0.0 => eighths(&LEFT, busy, 7),
        // There are only three blocks that lean to the right.
        [Part { to, .. }] if *to >= 1.0 => match busy {
            0.75.. => FULL,
            0.25.. => '▐',
            _ => '▕',
        },
        [Part { from, .. }, Part { to, .. }] if *from <= 0.0 && *to >= 1.0 => eighths(&LEFT, busy, 6),
        _ => eighths(&LOW, busy, 7),
    };
    Cell { glyph, kind: Kind::Busy }
}

fn eighths(blocks: &[char; 8], busy: f64, most: usize) -> char {
    blocks[((busy * 8.0).round() as usize).clamp(1, most)]
}

fn first_cell(span: &Span, scale: &Scale) -> usize {
    (scale.place(span.start) as usize).min(scale.cells - 1)
}

fn last_cell(span: &Span, scale: &Scale) -> usize {
    let end = scale.place(span.stop).ceil() as usize;
    end.saturating_sub(1).max(first_cell(span, scale)).min(scale.cells - 1)
}

/// Writes a task's number into the middle of its bar, if something of the bar is left beside it.
fn number(span: &Span, scale: &Scale, cells: &mut [Cell]) {
    let Some(number) = span.task.number() else { return };
    let number = number.to_string();
    let first = scale.place(span.start).ceil() as usize;
    let end = (scale.place(span.stop) as usize).min(cells.len());
    let length = end.saturating_sub(first);
    if length <= number.len() {
        return;
    }
    let at = first + (length - number.len()) / 2;
    for (cell, digit) in cells[at..].iter_mut().zip(number.chars()) {
        *cell = Cell { glyph: digit, kind: Kind::Number };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timeline::model::tests::timeline;

    /// The bar of these pieces of work, a cell for each ten of time.
    fn drawn(cells: usize, work: &[(u64, u64)]) -> String {
        let line = |(number, (start, stop)): (u64, &(u64, u64))| {
            // In bytes, which aren't numbered.
            let first = number * 10;
            let end = first + 10;
            format!("queued {first} {end} 0\nworked {first} {end} {start} {stop} worker 0 done\n")
        };
        let timeline = timeline(&(0..).zip(work).map(line).collect::<String>());
        let scale = Scale { begin: 0, length: 10 * cells as u64, cells };
        bar(&timeline.workers[0], &scale).iter().map(|cell| cell.glyph).collect()
    }

    #[test]
    fn the_edges_of_a_task_are_where_its_time_is() {
        assert_eq!(drawn(4, &[(0, 25)]), "██▌·");
        assert_eq!(drawn(4, &[(5, 40)]), "▐███");
        assert_eq!(drawn(4, &[(9, 21)]), "▕█▏·");
        assert_eq!(drawn(4, &[(10, 30)]), "·██·");
    }

    #[test]
    fn two_tasks_without_a_pause_are_told_apart() {
        assert_eq!(drawn(4, &[(0, 20), (20, 40)]), "█▊██");
        assert_eq!(drawn(4, &[(0, 15), (15, 40)]), "█▊██");
        assert_eq!(drawn(4, &[(0, 10), (10, 20), (20, 40)]), "▊▊██");
    }

    #[test]
    fn what_is_shorter_than_a_cell_is_as_high_as_it_is_long() {
        assert_eq!(drawn(4, &[(1, 6)]), "▄···");
        assert_eq!(drawn(4, &[(1, 3), (4, 7), (8, 9), (25, 25), (40, 40)]), "▅·▁▕");
        assert_eq!(drawn(4, &[(20, 20)]), "··▏·");
        assert_eq!(drawn(2, &[(0, 3), (3, 6), (6, 10), (10, 20)]), "▇█");
    }
}
