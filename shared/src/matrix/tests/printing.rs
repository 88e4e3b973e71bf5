//! How a matrix and its inverse are printed.

use fastrand::Rng;

use super::{drawn, is_inverse, line};
use crate::matrix::{Matrix, push_six_decimals};

fn six_decimals(entry: f64) -> String {
    let mut text = String::new();
    push_six_decimals(&mut text, entry);
    text
}

/// The inverse as a reader of the line sees it: rows of numbers.
fn printed(matrix: Matrix) -> Option<Vec<Vec<String>>> {
    let line = line(matrix);
    let (_, inverse) = line.rsplit_once(" | ").unwrap();
    let rows = inverse.strip_prefix("[[")?.strip_suffix("]]")?.split("], [");
    Some(rows.map(|row| row.split(", ").map(str::to_owned).collect()).collect())
}

#[test]
fn a_result_is_its_task_the_matrix_and_the_inverse_by_rows() {
    let matrix = Matrix([[1, 2, 3], [4, 5, 6], [7, 8, 10]]);
    assert_eq!(
        line(matrix),
        "task 0 | [[1, 2, 3], [4, 5, 6], [7, 8, 10]] | [[-0.666667, -1.333333, 1.000000], \
         [-0.666667, 3.666667, -2.000000], [1.000000, -2.000000, 1.000000]]"
    );
}

#[test]
fn a_matrix_without_an_inverse_is_called_singular() {
    let matrix = Matrix([[1, 2, 3], [4, 5, 6], [7, 8, 9]]);
    assert_eq!(line(matrix), "task 0 | [[1, 2, 3], [4, 5, 6], [7, 8, 9]] | singular");
}

#[test]
fn every_entry_has_six_decimals_and_no_zero_a_minus_sign() {
    let mut zeros = 0;
    for seed in 0..10_000 {
        let most = [2, 10, 1000, 100_000][seed as usize % 4];
        let Some(rows) = printed(drawn(&mut Rng::with_seed(seed), -most..=most)) else { continue };
        for entry in rows.iter().flatten() {
            let (_, decimals) = entry.split_once('.').unwrap();
            assert_eq!(decimals.len(), 6, "seed {seed}: {entry}");
            assert_ne!(entry, "-0.000000", "seed {seed}");
            zeros += usize::from(entry == "0.000000");
        }
    }
    assert!(zeros > 1_000, "only {zeros} entries were zero");
}

#[test]
fn only_what_rounds_to_zero_loses_its_sign() {
    assert_eq!(six_decimals(-0.0), "0.000000");
    assert_eq!(six_decimals(-4.9e-7), "0.000000");
    assert_eq!(six_decimals(-5.1e-7), "-0.000001");
    assert_eq!(six_decimals(-1.0), "-1.000000");
}

#[test]
fn the_printed_inverse_is_the_inverse() {
    for seed in 0..10_000 {
        let matrix = drawn(&mut Rng::with_seed(seed), -10..=10);
        let Some(rows) = printed(matrix) else { continue };
        let inverse = [0, 1, 2].map(|i| [0, 1, 2].map(|j| rows[i][j].parse().unwrap()));
        // Three entries of at most 10, each times what six decimals leave out.
        assert!(is_inverse(inverse, &matrix, 2e-5), "seed {seed}: {matrix}: {rows:?}");
    }
}
