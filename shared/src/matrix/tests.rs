//! The promises of the matrices: which are drawn, what is inverted, how it is printed and read.

mod drawing;
mod inverting;
mod printing;
mod reading;

use std::ops::RangeInclusive;
use std::sync::Arc;

use fastrand::Rng;

use super::{ENTRIES, List, Matrix, Task, process};

fn drawn(rng: &mut Rng, entries: RangeInclusive<i32>) -> Matrix {
    Matrix([(); 3].map(|()| [(); 3].map(|()| rng.i32(entries.clone()))))
}

/// The line of a result, as `process` makes it.
fn line(matrix: Matrix) -> String {
    let list = Arc::new(List { matrices: vec![matrix], panic_at: Vec::new() });
    process(Task { number: 0, list }).to_string()
}

/// Rows that are multiples and sums of one another, in any order; some of them with columns for rows.
fn dependent(rng: &mut Rng) -> Matrix {
    let [one, other, _] = drawn(rng, -25_000..=25_000).0;
    let (a, b) = (rng.i32(-2..=2), rng.i32(-2..=2));
    let mut rows = [one, other, [0, 1, 2].map(|i| a * one[i] + b * other[i])];
    rng.shuffle(&mut rows);
    if rng.bool() { Matrix(rows) } else { transposed(Matrix(rows)) }
}

/// Multiples of one row added to another keep a determinant as it is: 1 or -1, while the entries grow.
fn unimodular(rng: &mut Rng) -> Matrix {
    let mut rows = [[rng.choice([1, -1]).unwrap(), 0, 0], [0, 1, 0], [0, 0, 1]];
    for _ in 0..60 {
        let (from, to, times) = (rng.usize(0..3), rng.usize(0..3), rng.i32(-9..=9));
        let sum = [0, 1, 2].map(|i| rows[to][i] + times * rows[from][i]);
        if from != to && sum.iter().all(|entry| ENTRIES.contains(entry)) {
            rows[to] = sum;
        }
        if rng.u8(0..4) == 0 {
            rows = transposed(Matrix(rows)).0;
        }
    }
    Matrix(rows)
}

fn transposed(Matrix(rows): Matrix) -> Matrix {
    Matrix([0, 1, 2].map(|i| rows.map(|row| row[i])))
}

/// The cofactors, exactly.
fn cofactors(Matrix(rows): &Matrix) -> [[i64; 3]; 3] {
    let at = |row: usize, column: usize| i64::from(rows[row % 3][column % 3]);
    [0, 1, 2]
        .map(|i| [0, 1, 2].map(|j| at(i + 1, j + 1) * at(i + 2, j + 2) - at(i + 1, j + 2) * at(i + 2, j + 1)))
}

/// The determinant, exactly.
fn determinant(matrix: &Matrix) -> i64 {
    let cofactors = cofactors(matrix);
    (0..3).map(|j| i64::from(matrix.0[0][j]) * cofactors[0][j]).sum()
}

/// Whether `matrix` times `inverse` is 1, up to `error` in each place.
fn is_inverse(inverse: [[f64; 3]; 3], matrix: &Matrix, error: f64) -> bool {
    let product = |i: usize, j: usize| (0..3).map(|k| f64::from(matrix.0[i][k]) * inverse[k][j]).sum::<f64>();
    (0..9).map(|n| (n / 3, n % 3)).all(|(i, j)| (product(i, j) - f64::from(u8::from(i == j))).abs() < error)
}
