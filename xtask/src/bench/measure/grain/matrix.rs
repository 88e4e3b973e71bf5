//! Square matrices of any size, and their inverses.

use std::array;

use fastrand::Rng;

/// A matrix, row by row.
pub type Matrix<const N: usize> = [[f64; N]; N];

/// So many matrices, one after the other: always the same.
pub fn matrices<const N: usize>(count: usize) -> impl Iterator<Item = Matrix<N>> {
    let mut random = Rng::with_seed(N as u64);
    (0..count).map(move |_| array::from_fn(|_| array::from_fn(|_| random.f64() - 0.5)))
}

/// Puts the inverse in the place of a matrix: Gauss-Jordan elimination, in each column with the largest pivot that is
/// left. Where that is 0 there is no inverse, and what comes out isn't finite.
pub fn invert<const N: usize>(matrix: &mut Matrix<N>) {
    let mut swapped = [0; N];
    for (column, pivot) in swapped.iter_mut().enumerate() {
        *pivot = largest(matrix, column);
        matrix.swap(column, *pivot);
        eliminate(matrix, column);
    }
    // The rows that changed places are columns of the inverse.
    for (column, &pivot) in swapped.iter().enumerate().rev() {
        matrix.iter_mut().for_each(|row| row.swap(column, pivot));
    }
}

/// The row, among those that no pivot has been taken from yet, whose entry in this column is the largest.
fn largest<const N: usize>(matrix: &Matrix<N>, column: usize) -> usize {
    let entry = |row: usize| matrix[row][column].abs();
    (column + 1..N).fold(column, |best, row| if entry(row) > entry(best) { row } else { best })
}

/// Makes the pivot's row and column those of the inverse, in place.
fn eliminate<const N: usize>(matrix: &mut Matrix<N>, column: usize) {
    let pivot = matrix[column][column];
    matrix[column][column] = 1.0;
    let pivot_row = matrix[column].map(|entry| entry / pivot);
    for row in matrix.iter_mut() {
        let factor = row[column];
        row[column] = 0.0;
        for (entry, of_pivot) in row.iter_mut().zip(&pivot_row) {
            *entry -= factor * of_pivot;
        }
    }
    matrix[column] = pivot_row;
}

/// The same for the same matrices, in whatever order they come.
pub fn checksum<const N: usize>(matrices: &[Vec<Matrix<N>>]) -> u64 {
    let of_one = |matrix: &Matrix<N>| {
        let entries = matrix.as_flattened();
        entries.iter().fold(0, |sum: u64, entry| sum.rotate_left(5) ^ entry.to_bits())
    };
    matrices.iter().flatten().map(of_one).fold(0, u64::wrapping_add)
}
