//! How much work should a message carry?
//!
//! ```sh
//! cargo bench -p multi-thread-matrix --features bench
//! ```
//!
//! Matrices of N x N are inverted by a plain loop, by rayon, and as in multi-thread-matrix: in messages of 1
//! to 1024 matrices, assigned to threads in turn. rayon and the channels have a thread for each core.
//! Whatever N is, the matrices have the same number of entries in all.

use std::sync::mpsc::channel;
use std::{array, thread};

use divan::Bencher;
use divan::counter::ItemsCount;
use fastrand::Rng;
use rayon::iter::{IntoParallelRefMutIterator, ParallelIterator};

/// How many entries all matrices have. A debug build only shows that the benches work.
const ENTRIES: usize = 1 << if cfg!(debug_assertions) { 14 } else { 22 };

type Matrix<const N: usize> = [[f64; N]; N];

fn main() {
    divan::main();
}

#[divan::bench(consts = [3, 8, 32, 64], sample_count = 20, sample_size = 1)]
fn plain_loop<const N: usize>(bencher: Bencher) {
    bench::<N, _>(bencher, matrices::<N>, |mut matrices| {
        matrices.iter_mut().for_each(invert);
        matrices
    });
}

#[divan::bench(consts = [3, 8, 32, 64], sample_count = 20, sample_size = 1)]
fn rayon<const N: usize>(bencher: Bencher) {
    bench::<N, _>(bencher, matrices::<N>, |mut matrices| {
        matrices.par_iter_mut().for_each(invert);
        matrices
    });
}

#[divan::bench(consts = [3, 8, 32, 64], args = [1, 16, 256, 1024], sample_count = 20, sample_size = 1)]
fn messages_of<const N: usize>(bencher: Bencher, grain: usize) {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let messages = |matrices: Vec<Matrix<N>>| matrices.chunks(grain).map(<[_]>::to_vec).collect();
    bench::<N, _>(bencher, || messages(matrices::<N>()), |messages: Vec<_>| in_turn(messages, threads));
}

/// Measures `invert`. The time includes neither the making of its input nor the dropping of what it returns.
fn bench<const N: usize, T>(bencher: Bencher, input: impl Fn() -> T, invert: impl Fn(T) -> T) {
    bencher.counter(ItemsCount::new(ENTRIES / (N * N))).with_inputs(input).bench_local_values(invert);
}

/// Inverts the matrices of each message on one of the threads, as multi-thread-matrix does.
fn in_turn<const N: usize>(messages: Vec<Vec<Matrix<N>>>, threads: usize) -> Vec<Vec<Matrix<N>>> {
    thread::scope(|scope| {
        let (result, collector) = channel();
        let mut senders = Vec::new();
        for _ in 0..threads {
            let (sender, receiver) = channel::<Vec<Matrix<N>>>();
            senders.push(sender);
            let result = result.clone();
            scope.spawn(move || {
                for mut message in receiver {
                    message.iter_mut().for_each(invert);
                    if result.send(message).is_err() {
                        return;
                    }
                }
            });
        }
        drop(result);

        for (i, message) in messages.into_iter().enumerate() {
            let _ = senders[i % threads].send(message);
        }
        drop(senders);

        collector.into_iter().collect()
    })
}

/// Random matrices, the same each time.
fn matrices<const N: usize>() -> Vec<Matrix<N>> {
    let mut rng = Rng::with_seed(N as u64);
    // The large diagonal lets `invert` do without pivots.
    let mut entry = |row, column| rng.f64() - 0.5 + if row == column { N as f64 } else { 0.0 };
    (0..ENTRIES / (N * N))
        .map(|_| array::from_fn(|row| array::from_fn(|column| entry(row, column))))
        .collect()
}

/// Puts the inverse in the place of a matrix, by Gauss-Jordan elimination.
fn invert<const N: usize>(matrix: &mut Matrix<N>) {
    for column in 0..N {
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
}
