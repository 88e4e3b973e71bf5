//! Compares an output with a log under an order, and says which lines don't match.
//!
//! Lines are compared byte by byte and never by a pattern: a line of the log stands for exactly one line of
//! the output. Two liberties are taken, both at line ends: one `\r` at the end of a line of the log is left
//! out (a checkout may have put it there), and the output's last line needs no newline.

#[cfg(test)]
mod tests;

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

use serde::Deserialize;
use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};

use super::spec::Part;

/// How long may be spent on finding the fewest lines that are out of order. After that, more are named than need be.
const PATIENCE: Duration = Duration::from_millis(700);

/// How far the order of the lines is part of the promise; the strictest first.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    /// The lines of the log, in its order.
    Exact,
    /// The lines of the log; within each lane (the text before the first ` | `) in its order.
    Lanes,
    /// The lines of the log, in whatever order.
    Any,
}

impl Order {
    /// The word for it in a case.
    pub fn name(self) -> &'static str {
        match self {
            Order::Exact => "exact",
            Order::Lanes => "lanes",
            Order::Any => "any",
        }
    }
}

/// A line of the output or of the log that doesn't match. Line numbers count from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineMismatch {
    /// The log has it, the output doesn't (or not as often).
    Missing { line: Vec<u8>, log_line: usize },
    /// The output has it, the log doesn't have it at all.
    Unexpected { line: Vec<u8>, output_line: usize, times: usize },
    /// The output has it more often than the log.
    Repeated { line: Vec<u8>, times: usize, log_lines: Vec<usize> },
    /// Both have it, in another place. Moving these lines, and no fewer, restores the order.
    OutOfOrder { line: Vec<u8>, lane: Lane, log_line: usize, output_line: usize, after: Option<Before> },
}

impl LineMismatch {
    /// The line itself.
    pub fn line(&self) -> &[u8] {
        match self {
            LineMismatch::Missing { line, .. }
            | LineMismatch::Unexpected { line, .. }
            | LineMismatch::Repeated { line, .. }
            | LineMismatch::OutOfOrder { line, .. } => line,
        }
    }
}

/// Where an order holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Lane {
    /// Over the whole output.
    Whole,
    /// Among the lines with this label.
    Labelled(Vec<u8>),
    /// Among the lines that have no label.
    Unlabelled,
}

/// The line that came just before one that is out of order, in the same lane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Before {
    /// The line itself.
    pub line: Vec<u8>,
    /// Its place in the log, if it has one.
    pub log_line: Option<usize>,
}

/// What separates a line's lane from the rest of it.
const LANE_END: &[u8] = b" | ";

/// The lines in which `output` differs from this part of `log` under `order`; none if it keeps the promise.
///
/// They come sorted: the missing, the unexpected, the repeated, those out of order.
pub fn compare_part(part: Part, order: Order, log: &[u8], output: &[u8]) -> Vec<LineMismatch> {
    let output = lines(output);
    let mut log = log_lines(log);
    match part {
        Part::Any => return Vec::new(),
        Part::Prefix => log.truncate(output.len()),
        Part::All | Part::Subset => {}
    }
    let mut mismatches = compare_lines(order, &log, &output);
    if part == Part::Subset {
        mismatches.retain(|mismatch| !matches!(mismatch, LineMismatch::Missing { .. }));
    }
    mismatches
}

fn compare_lines(order: Order, log: &[&[u8]], output: &[&[u8]]) -> Vec<LineMismatch> {
    if log == output {
        return Vec::new();
    }

    // Which line of the log each line of the output stands for.
    let mut stands_for: Vec<Option<usize>> = vec![None; output.len()];
    let mut found = vec![false; log.len()];
    if order != Order::Any {
        for (log_at, output_at) in in_order(order, log, output) {
            stands_for[output_at] = Some(log_at);
            found[log_at] = true;
        }
    }

    // Whatever is left over on both sides is there, but in the wrong place (where a place is promised).
    let mut left: HashMap<&[u8], VecDeque<usize>> = HashMap::new();
    for (at, line) in log.iter().enumerate().filter(|&(at, _)| !found[at]) {
        left.entry(line).or_default().push_back(at);
    }
    let mut moved = Vec::new();
    for (at, line) in output.iter().enumerate() {
        if stands_for[at].is_some() {
            continue;
        }
        if let Some(log_at) = left.get_mut(line).and_then(VecDeque::pop_front) {
            stands_for[at] = Some(log_at);
            found[log_at] = true;
            moved.push(at);
        }
    }

    let mut mismatches = missing(log, &found);
    mismatches.extend(extra(log, output, &stands_for));
    if order != Order::Any {
        mismatches.extend(out_of_order(order, output, &stands_for, &moved));
    }
    mismatches
}

/// How many lines a log has.
pub fn count_log_lines(log: &[u8]) -> usize {
    log_lines(log).len()
}

/// The lines of an output, without their newlines.
pub fn lines(bytes: &[u8]) -> Vec<&[u8]> {
    let mut lines: Vec<&[u8]> = bytes.split(|&byte| byte == b'\n').collect();
    // What follows the last newline is a line only if there is something.
    lines.pop_if(|last| last.is_empty());
    lines
}

fn log_lines(bytes: &[u8]) -> Vec<&[u8]> {
    let mut lines = lines(bytes);
    for line in &mut lines {
        *line = line.strip_suffix(b"\r").unwrap_or(line);
    }
    lines
}

fn lane_of(order: Order, line: &[u8]) -> Lane {
    if order != Order::Lanes {
        return Lane::Whole;
    }
    match line.windows(LANE_END.len()).position(|part| part == LANE_END) {
        Some(end) => Lane::Labelled(line[..end].to_vec()),
        None => Lane::Unlabelled,
    }
}

/// As many pairs (place in the log, place in the output) as keep the order, lane by lane.
fn in_order(order: Order, log: &[&[u8]], output: &[&[u8]]) -> Vec<(usize, usize)> {
    #[derive(Default)]
    struct Places {
        log: Vec<usize>,
        output: Vec<usize>,
    }
    let mut lanes: HashMap<Lane, Places> = HashMap::new();
    for (at, line) in log.iter().enumerate() {
        lanes.entry(lane_of(order, line)).or_default().log.push(at);
    }
    for (at, line) in output.iter().enumerate() {
        let lane = lanes.entry(lane_of(order, line)).or_default();
        lane.output.push(at);
    }

    let mut pairs = Vec::new();
    let deadline = Instant::now() + PATIENCE;
    for places in lanes.values() {
        let of_log: Vec<&[u8]> = places.log.iter().map(|&at| log[at]).collect();
        let of_output: Vec<&[u8]> = places.output.iter().map(|&at| output[at]).collect();
        let ops = capture_diff_slices_deadline(Algorithm::Hunt, &of_log, &of_output, Some(deadline));
        for op in ops {
            if let DiffOp::Equal { old_index, new_index, len } = op {
                pairs.extend((0..len).map(|at| (places.log[old_index + at], places.output[new_index + at])));
            }
        }
    }
    pairs
}

fn missing(log: &[&[u8]], found: &[bool]) -> Vec<LineMismatch> {
    let mut mismatches = Vec::new();
    for (at, line) in log.iter().enumerate().filter(|&(at, _)| !found[at]) {
        mismatches.push(LineMismatch::Missing { line: line.to_vec(), log_line: at + 1 });
    }
    mismatches
}

/// What stands for no line of the log: once for each text, however often it came.
fn extra(log: &[&[u8]], output: &[&[u8]], stands_for: &[Option<usize>]) -> Vec<LineMismatch> {
    let mut places_in_log: HashMap<&[u8], Vec<usize>> = HashMap::new();
    for (at, line) in log.iter().enumerate() {
        places_in_log.entry(line).or_default().push(at + 1);
    }
    let mut times: HashMap<&[u8], usize> = HashMap::new();
    for line in output {
        *times.entry(line).or_default() += 1;
    }

    let (mut unexpected, mut repeated) = (Vec::new(), Vec::new());
    for (at, line) in output.iter().enumerate() {
        if stands_for[at].is_some() {
            continue;
        }
        // Taken out once told, so that the next of its kind is passed over.
        let Some(times) = times.remove(line) else {
            continue;
        };
        match places_in_log.remove(line) {
            Some(log_lines) => {
                repeated.push(LineMismatch::Repeated { line: line.to_vec(), times, log_lines });
            }
            None => {
                unexpected.push(LineMismatch::Unexpected { line: line.to_vec(), output_line: at + 1, times });
            }
        }
    }
    unexpected.append(&mut repeated);
    unexpected
}

fn out_of_order(
    order: Order,
    output: &[&[u8]],
    stands_for: &[Option<usize>],
    moved: &[usize],
) -> Vec<LineMismatch> {
    let mut mismatches = Vec::new();
    let mut moved = moved.iter().copied().peekable();
    let mut last_in_lane: HashMap<Lane, usize> = HashMap::new();
    for (at, line) in output.iter().enumerate() {
        if moved.peek().is_none() {
            break;
        }
        let lane = lane_of(order, line);
        let last = last_in_lane.insert(lane.clone(), at);
        if moved.next_if_eq(&at).is_none() {
            continue;
        }
        let Some(log_at) = stands_for[at] else {
            continue;
        };
        mismatches.push(LineMismatch::OutOfOrder {
            line: line.to_vec(),
            lane,
            log_line: log_at + 1,
            output_line: at + 1,
            after: last.map(|last| Before {
                line: output[last].to_vec(),
                log_line: stands_for[last].map(|log_at| log_at + 1),
            }),
        });
    }
    mismatches
}
