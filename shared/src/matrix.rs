//! multi-thread-matrix: 3x3 matrices to invert.

mod parse;
#[cfg(test)]
mod tests;

use std::fmt::{self, Display, Formatter, Write};
use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use fastrand::Rng;
use glam::DMat3;
use lexopt::prelude::*;

use crate::{args, note, timeline};

const HELP: &str = "
Inverts 3x3 matrices on four threads, each with a queue of its own.

Usage: multi-thread-matrix [OPTIONS]

  --tasks FILE   invert the matrices in FILE instead of random ones, one a line: [[1, 2, 3], [4, 5, 6], [7, 8, 10]];
                 at most 2,000,000 lines
  --panic-at N   let `process` panic at task N, counted from 0; may be given more than once
  -h, --help     show this

Each result is a line: its worker, its task, the matrix, and the inverse or the word `singular`.
Exit status: 0 all results delivered, 1 something was lost (stderr says what and why), 2 wrong use,
141 stdout was closed before all were printed.
";

/// The entries that a matrix may have. Within them everything up to the one division is a whole number below 2^53,
/// which `f64` holds exactly: a determinant of 0 is 0, and not something near it.
const ENTRIES: std::ops::RangeInclusive<i32> = -100_000..=100_000;

/// A 3x3 matrix of whole numbers, by rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Matrix([[i32; 3]; 3]);

/// A matrix to invert, in a list that all tasks share: a message then costs 16 bytes.
#[derive(Clone, Debug)]
pub struct Task {
    number: usize,
    list: Arc<List>,
}

/// What the command line asks for.
#[derive(Debug)]
struct List {
    matrices: Vec<Matrix>,
    panic_at: Vec<usize>,
}

/// A matrix and its inverse, as text.
#[derive(Clone, Debug)]
pub struct Done {
    /// The task's number, from 0.
    pub number: usize,
    text: String,
}

/// The program's tasks: `count` random matrices, or what its command line asks for.
///
/// # Errors
/// When the file of tasks can't be read, or holds a line that isn't a matrix: the error names it.
pub fn tasks(count: usize) -> anyhow::Result<Vec<Task>> {
    let mut file = None;
    let mut panic_at = Vec::new();
    args::parse(|parser| {
        while let Some(arg) = parser.next()? {
            match arg {
                Long("tasks") => file = Some(PathBuf::from(parser.value()?)),
                Long("panic-at") => {
                    panic_at.push(args::number(parser, "--panic-at", 0..=usize::MAX)?);
                }
                Short('h') | Long("help") => args::help(HELP),
                other => return Err(other.unexpected()),
            }
        }
        Ok(())
    });

    let matrices = match file {
        None => random(count),
        Some(path) => {
            #[expect(clippy::disallowed_methods, reason = "only threads use this, and they may block")]
            let file = File::open(&path).with_context(|| format!("can't read {}", path.display()))?;
            let matrices =
                parse::matrices(BufReader::new(file)).with_context(|| path.display().to_string())?;
            if matrices.is_empty() {
                note(format_args!("{} holds no matrix: nothing to do", path.display()));
            }
            matrices
        }
    };
    args::check_at("--panic-at", &panic_at, matrices.len());
    let list = Arc::new(List { matrices, panic_at });
    let task = |number| Task { number, list: list.clone() };
    let tasks: Vec<Task> = (0..list.matrices.len()).map(task).collect();
    timeline::tasks(&tasks);
    Ok(tasks)
}

/// The matrices of the original testbench, by its rule and its seed: entry by entry in row-major order, one in nine
/// is 0 and the others are drawn from -10 to 9. (fastrand draws other numbers since 2.1, so they aren't the same
/// matrices as in the original's recorded run.)
fn random(count: usize) -> Vec<Matrix> {
    let mut rng = Rng::with_seed(2022);
    let mut entry = || if rng.i32(0..9) == 0 { 0 } else { rng.i32(-10..10) };
    (0..count).map(|_| Matrix([(); 3].map(|()| [(); 3].map(|()| entry())))).collect()
}

/// Inverts a matrix.
///
/// # Panics
/// Where the command line asked for it with `--panic-at`.
pub fn process(task: Task) -> Done {
    let Task { number, list } = task;
    let _work = timeline::work(timeline::one(number as u64));
    assert!(!list.panic_at.contains(&number), "task {number} was told to panic by --panic-at");

    let matrix = list.matrices[number];
    // Done here, where four threads share the work: to write the numbers out takes longer than to compute them.
    let mut text = format!("task {number} | {matrix} | ");
    match inverse(&matrix) {
        Some(inverse) => push_rows(&mut text, &inverse),
        None => text += "singular",
    }
    Done { number, text }
}

/// The inverse; None where the matrix has none.
fn inverse(matrix: &Matrix) -> Option<DMat3> {
    let columns = DMat3::from_cols_array_2d(&matrix.0.map(|row| row.map(f64::from)));
    // What was laid out by rows was read by columns. The inverse of the transposed is the transposed inverse, so the
    // columns of this one are the rows of the inverse.
    (columns.determinant() != 0.0).then(|| columns.inverse())
}

impl Display for Task {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.list.matrices[self.number].fmt(f)
    }
}

impl Display for Matrix {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

impl Display for Done {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Writes the columns as the rows of a matrix.
fn push_rows(text: &mut String, inverse: &DMat3) {
    for (i, row) in inverse.to_cols_array_2d().iter().enumerate() {
        *text += if i == 0 { "[[" } else { "], [" };
        for (j, entry) in row.iter().enumerate() {
            *text += if j == 0 { "" } else { ", " };
            push_six_decimals(text, *entry);
        }
    }
    *text += "]]";
}

/// Rounding a small negative number to six decimals leaves a minus sign before the zero; it goes.
fn push_six_decimals(text: &mut String, entry: f64) {
    let start = text.len();
    let _ = write!(text, "{entry:.6}"); // a String takes everything
    if text[start..] == *"-0.000000" {
        text.remove(start);
    }
}
