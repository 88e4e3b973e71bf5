//! Which matrices are drawn.

use fastrand::Rng;

use crate::matrix::{Matrix, random};

#[test]
fn the_matrices_follow_the_rule_of_the_original() {
    let mut rng = Rng::with_seed(2022);
    let mut entries = Vec::new();
    for _ in 0..100 * 9 {
        if rng.i32(0..9) == 0 {
            entries.push(0);
        } else {
            entries.push(rng.i32(-10..10));
        }
    }
    let drawn = random(100);
    assert_eq!(drawn.len(), 100);
    let rows = drawn.iter().flat_map(|Matrix(rows)| rows);
    assert_eq!(rows.flatten().copied().collect::<Vec<_>>(), entries);
}

#[test]
fn fewer_matrices_are_the_first_of_the_same() {
    assert_eq!(random(7), random(100)[..7]);
    assert_eq!(random(0), []);
}
