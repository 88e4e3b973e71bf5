//! multi-thread-matrix: 3x3 matrices to invert.

mod parse;
#[cfg(test)]
mod tests;

use std::fmt::{self, Display, Formatter};
use std::fs;
use std::path::PathBuf;

use anyhow::Context;
use fastrand::Rng;
use glam::DMat3;
use lexopt::prelude::*;

use crate::timeline::{self, Tasks};
use crate::{args, note};

const HELP: &str = "
Inverts 3x3 matrices on four threads, each with a queue of its own.

Usage: multi-thread-matrix [OPTIONS]

  --tasks FILE   invert the matrices in FILE instead of random ones, one a line: [[1, 2, 3], [4, 5, 6], [7, 8, 10]]
  --panic-at N   let `process` panic at task N, counted from 0; may be given more than once
  -h, --help     show this

Each result is a line: its worker, its task, the matrix, and the inverse or the word `singular`.
Exit status: 0 all results delivered, 1 something was lost (stderr says what and why), 2 wrong use.
";

/// The entries that a matrix may have. Within them everything up to the one division is a whole number below 2^53,
/// which `f64` holds exactly: a determinant of 0 is 0, and not something near it.
const ENTRIES: std::ops::RangeInclusive<i32> = -100_000..=100_000;

/// A 3x3 matrix of whole numbers, by rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Matrix([[i32; 3]; 3]);

/// A matrix to invert.
#[derive(Clone, Debug)]
pub struct Task {
    number: usize,
    matrix: Matrix,
    panics: bool,
}

/// A matrix and its inverse.
#[derive(Clone, Debug)]
pub struct Done {
    /// The task's number, from 0.
    pub number: usize,
    matrix: Matrix,
    /// None where the matrix has none.
    inverse: Option<DMat3>,
}

/// The program's tasks: `count` random matrices, or what its command line asks for.
///
/// # Errors
/// When the file of tasks can't be read, or holds a line that isn't a matrix: the error names it.
pub fn tasks(count: usize) -> anyhow::Result<Tasks<Task>> {
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
            let text = fs::read(&path).with_context(|| format!("can't read {}", path.display()))?;
            let matrices = parse::matrices(&text).with_context(|| path.display().to_string())?;
            if matrices.is_empty() {
                note(format_args!("{} holds no matrix: nothing to do", path.display()));
            }
            matrices
        }
    };
    args::check_at("--panic-at", &panic_at, matrices.len());
    let task = |(number, matrix)| Task { number, matrix, panics: panic_at.contains(&number) };
    Ok(Tasks::new(matrices.into_iter().enumerate().map(task).collect()))
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
    let Task { number, matrix, panics } = task;
    let _work = timeline::work(timeline::one(number as u64));
    assert!(!panics, "task {number} was told to panic by --panic-at");

    let columns = DMat3::from_cols_array_2d(&matrix.0.map(|row| row.map(f64::from)));
    // What was laid out by rows was read by columns. The inverse of the transposed is the transposed inverse, so the
    // columns of this one are the rows of the inverse.
    let inverse = (columns.determinant() != 0.0).then(|| columns.inverse());
    Done { number, matrix, inverse }
}

impl Display for Task {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.matrix.fmt(f)
    }
}

impl Display for Matrix {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

impl Display for Done {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { number, matrix, inverse } = self;
        write!(f, "task {number} | {matrix} | ")?;
        let Some(inverse) = inverse else { return f.write_str("singular") };
        let rows = inverse.to_cols_array_2d().map(|row| format!("[{}]", row.map(six_decimals).join(", ")));
        write!(f, "[{}]", rows.join(", "))
    }
}

/// Rounding a small negative number to six decimals leaves a minus sign before the zero; it goes.
fn six_decimals(entry: f64) -> String {
    let text = format!("{entry:.6}");
    if text == "-0.000000" { "0.000000".into() } else { text }
}
