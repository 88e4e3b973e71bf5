//! Matrices, and their determinants.

use super::{Piece, pause, world};

/// A matrix, by rows.
pub type Task = [[i32; 2]; 2];
/// The matrix and its determinant.
pub type Done = (Task, i32);

const VARIANTS: [&str; 2] = ["slow", "more"];

/// The matrices: one for each thread.
pub fn tasks() -> Vec<Task> {
    match world(&VARIANTS) {
        "more" => vec![
            [[2, 0], [0, 3]],
            [[5, 1], [4, 2]],
            [[1, 7], [3, 2]],
            [[6, 6], [6, 6]],
            [[9, 4], [2, 1]],
            [[0, 1], [8, 0]],
        ],
        _ => vec![[[1, 2], [3, 4]], [[2, 7], [1, 8]], [[3, 1], [4, 1]], [[0, 6], [5, 9]]],
    }
}

/// Works out the determinant. As if the matrix were large, it takes a while.
pub fn process(task: Task) -> Done {
    let _piece = Piece::begin(format!("{task:?}"), tasks().len());
    pause(if world(&VARIANTS) == "slow" { 2200 } else { 30 });
    let [[a, b], [c, d]] = task;
    (task, a * d - b * c)
}
