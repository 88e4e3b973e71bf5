//! The inverse, held against whole numbers, which are exact.

use std::sync::Arc;

use fastrand::Rng;
use glam::DMat3;

use super::{cofactors, dependent, determinant, drawn, is_inverse, transposed, unimodular};
use crate::matrix::{self, ENTRIES, List, Matrix, Task};

/// Three rows, as they are printed.
fn inverse(matrix: Matrix) -> Option<[[f64; 3]; 3]> {
    matrix::inverse(&matrix).as_ref().map(DMat3::to_cols_array_2d)
}

/// Each entry is the transposed cofactor over the determinant, up to the rounding of the last two steps.
fn check(matrix: Matrix, seed: u64) {
    let determinant = determinant(&matrix);
    let Some(inverse) = inverse(matrix) else {
        assert_eq!(determinant, 0, "seed {seed}: {matrix} isn't singular");
        return;
    };
    assert_ne!(determinant, 0, "seed {seed}: {matrix} is singular");
    let adjugate = cofactors(&transposed(matrix));
    for (entry, cofactor) in inverse.iter().flatten().zip(adjugate.as_flattened()) {
        let exact = *cofactor as f64 / determinant as f64;
        let error = (entry - exact).abs();
        assert!(error <= 4.0 * f64::EPSILON * exact.abs(), "seed {seed}: {matrix}: {entry} for {exact}");
    }
}

#[test]
fn a_matrix_times_its_inverse_is_one() {
    for seed in 0..20_000 {
        let most = [10, 1000, 100_000][seed as usize % 3];
        let matrix = drawn(&mut Rng::with_seed(seed), -most..=most);
        let Some(inverse) = inverse(matrix) else {
            assert_eq!(determinant(&matrix), 0, "seed {seed}: {matrix} isn't singular");
            continue;
        };
        assert!(is_inverse(inverse, &matrix, 1e-9), "seed {seed}: {matrix}: {inverse:?}");
    }
}

#[test]
fn the_inverse_is_exact_to_the_last_digits() {
    for seed in 0..20_000 {
        let rng = &mut Rng::with_seed(seed);
        let most = [1, 2, 10, 1000, 100_000][seed as usize % 5];
        check(drawn(rng, -most..=most), seed);
    }
}

#[test]
fn the_largest_entries_are_exact_too() {
    for seed in 0..20_000 {
        let rng = &mut Rng::with_seed(seed);
        let edge = |_| rng.choice([*ENTRIES.start(), *ENTRIES.end(), 99_999, -99_999]).unwrap();
        let mut entries = (0..).map(edge);
        let matrix = Matrix([(); 3].map(|()| [(); 3].map(|()| entries.next().unwrap())));
        check(matrix, seed);
    }
}

#[test]
fn dependent_rows_are_singular_however_large() {
    for seed in 0..20_000 {
        let matrix = dependent(&mut Rng::with_seed(seed));
        assert_eq!(determinant(&matrix), 0, "seed {seed}: the test draws a wrong {matrix}");
        assert_eq!(inverse(matrix), None, "seed {seed}: {matrix}");
    }
}

#[test]
fn a_determinant_of_one_is_not_singular_however_large_the_entries() {
    let mut large = 0;
    for seed in 0..20_000 {
        let matrix = unimodular(&mut Rng::with_seed(seed));
        assert_eq!(determinant(&matrix).abs(), 1, "seed {seed}: the test draws a wrong {matrix}");
        assert!(inverse(matrix).is_some(), "seed {seed}: {matrix}");
        check(matrix, seed);
        large += usize::from(matrix.0.as_flattened().iter().any(|entry| entry.abs() > 10_000));
    }
    assert!(large > 15_000, "only {large} of the matrices had large entries");
}

#[test]
#[should_panic(expected = "task 7 was told to panic by --panic-at")]
fn a_task_that_is_told_to_panic_panics() {
    let matrix = Matrix([[1, 0, 0], [0, 1, 0], [0, 0, 1]]);
    let list = Arc::new(List { matrices: vec![matrix; 8], panic_at: vec![3, 7] });
    let _ = matrix::process(Task { number: 7, list });
}
