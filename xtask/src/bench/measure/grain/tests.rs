use std::collections::HashSet;
use std::thread::ThreadId;

use super::claims::claims;
use super::matrix::{Matrix, checksum, invert, matrices};
use super::way::{PLAIN_LOOP, RAYON, SPLIT, channel_name, over_channels, split};
use super::*;
use crate::bench::measure::group::{Claim, Measured, Outcome, Row, Spread};

#[test]
fn an_inverse_is_the_inverse() {
    let mut matrix = [[2.0, 0.0], [1.0, 4.0]];
    invert(&mut matrix);
    assert_eq!(matrix, [[0.5, 0.0], [-0.125, 0.25]]);
}

#[test]
fn a_pivot_of_0_is_no_obstacle() {
    let mut matrix = [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]];
    invert(&mut matrix);
    assert_eq!(matrix, [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]);
}

#[test]
fn a_matrix_without_an_inverse_gets_none() {
    let mut matrix = [[1.0, 2.0], [2.0, 4.0]];
    invert(&mut matrix);
    assert!(matrix.iter().flatten().any(|entry| !entry.is_finite()));
}

#[test]
fn a_matrix_times_its_inverse_is_one_at_every_size() {
    fn holds<const N: usize>() {
        for matrix in matrices::<N>(20) {
            let mut inverse = matrix;
            invert(&mut inverse);
            let error = distance_from_one(&matrix, &inverse);
            assert!(error < 1e-7, "{N}x{N}: {error}");
        }
    }
    holds::<3>();
    holds::<8>();
    holds::<32>();
    holds::<64>();
}

fn distance_from_one<const N: usize>(one: &Matrix<N>, other: &Matrix<N>) -> f64 {
    let entry = |row: usize, column: usize| -> f64 { (0..N).map(|i| one[row][i] * other[i][column]).sum() };
    let expected = |row, column| if row == column { 1.0 } else { 0.0 };
    let all = (0..N).flat_map(|row| (0..N).map(move |column| (row, column)));
    all.map(|(row, column)| (entry(row, column) - expected(row, column)).abs()).fold(0.0, f64::max)
}

#[test]
fn every_way_yields_the_same_inverses() {
    const COUNT: usize = 4100;
    for threads in 1..=3 {
        let sums: Vec<u64> = Way::all(threads, COUNT)
            .unwrap()
            .iter()
            .map(|way| {
                let (_, inverted) = way.invert(matrices::<3>(COUNT));
                assert_eq!(inverted.iter().map(Vec::len).sum::<usize>(), COUNT, "{}", way.name());
                checksum(&inverted)
            })
            .collect();
        assert_eq!(sums, [sums[0]; 7]);
    }
}

#[test]
fn a_checksum_sees_a_wrong_inverse_but_not_the_order() {
    let all: Vec<Matrix<3>> = matrices(10).collect();
    let mut other = all.clone();
    other.reverse();
    assert_eq!(checksum(std::slice::from_ref(&all)), checksum(&[other.split_off(5), other.clone()]));
    let mut wrong = all.clone();
    wrong[3][1][2] += 1e-12;
    assert_ne!(checksum(&[all]), checksum(&[wrong]));
}

#[test]
fn a_message_carries_as_many_as_asked_for_and_the_last_one_the_rest() {
    let way = Way::Channel { threads: 1, grain: 4 };
    let (_, inverted) = way.invert(matrices::<3>(10));
    assert_eq!(inverted.iter().map(Vec::len).collect::<Vec<_>>(), [4, 4, 2]);
}

/// Which thread worked on each, by its number.
fn who(mut worked_on: Vec<(usize, Option<ThreadId>)>) -> Vec<ThreadId> {
    worked_on.sort_by_key(|&(number, _)| number);
    worked_on.into_iter().map(|(_, thread)| thread.unwrap()).collect()
}

fn nobody_yet() -> Vec<(usize, Option<ThreadId>)> {
    (0..9).map(|number| (number, None)).collect()
}

#[test]
fn messages_are_dealt_to_the_threads_in_turn() {
    let who = who(over_channels(nobody_yet(), 3, |(_, thread)| *thread = Some(thread::current().id())));
    assert_eq!(who[..3].iter().collect::<HashSet<_>>().len(), 3);
    assert_eq!((&who[3..6], &who[6..]), (&who[..3], &who[..3]));
}

#[test]
fn a_split_gives_each_thread_an_equal_part() {
    let mut all = nobody_yet();
    split(&mut all, 3, |(_, thread)| *thread = Some(thread::current().id()));
    let who = who(all);
    assert_eq!(who.iter().collect::<HashSet<_>>().len(), 3);
    assert!(who.chunks(3).all(|part| part == [part[0]; 3]), "{who:?}");
}

/// The tables of a machine on which a plain loop takes `times` for a matrix of each size, a split gains `gain`, and a
/// message costs `cost`, all on top of the split's time; rayon is as fast as the split.
fn tables(times: [f64; 4], gain: f64, cost: f64) -> Vec<Measured> {
    let table = |(size, time): (usize, f64)| {
        let row = |name: &str, took: f64| Row {
            name: name.to_owned(),
            ours: false,
            rounds: vec![vec![took]],
            figures: vec![point(took)],
            ratios: vec![Some(point(took / time))],
        };
        let mut rows = vec![row(PLAIN_LOOP, time), row(SPLIT, time / gain), row(RAYON, time / gain)];
        let channel = |grain| row(&channel_name(grain), time / gain + cost / grain as f64);
        rows.extend(GRAINS.map(channel));
        Measured { title: title(size, most_threads()), measures: Vec::new(), rows }
    };
    SIZES.into_iter().zip(times).map(table).collect()
}

fn point(figure: f64) -> Spread {
    Spread { low: figure, median: figure, high: figure }
}

const TIMES: [f64; 4] = [0.1e-6, 0.6e-6, 13e-6, 60e-6];

fn outcomes(claims: &[Claim]) -> Vec<Outcome> {
    claims.iter().map(|claim| claim.outcome).collect()
}

#[test]
fn a_machine_with_free_cores_gets_its_figures() {
    let claims = claims(&tables(TIMES, 2.0, 1.5e-6));
    assert_eq!(outcomes(&claims), [Outcome::Reached; 3]);
    assert_eq!(claims[1].measured, "1.00, 4096 a message");
    assert_eq!(claims[2].measured, "from 9.60 us (16 of 8x8) on, not yet with 1.60 us (16 of 3x3)");
}

#[test]
fn beside_rayon_the_best_message_of_the_large_matrices_counts() {
    let outcome = |times_rayon: f64| {
        let mut tables = tables(TIMES, 2.0, 0.0);
        for row in &mut tables[3].rows {
            if GRAINS.iter().any(|&grain| row.name == channel_name(grain)) {
                row.rounds[0][0] *= times_rayon;
            }
        }
        claims(&tables)[1].outcome
    };
    assert_eq!(outcome(1.199), Outcome::Reached);
    assert_eq!(outcome(1.201), Outcome::Missed);
}

#[test]
fn a_busy_machine_gets_words_instead_of_figures() {
    let claims = claims(&tables(TIMES, 1.1, 1.5e-6));
    assert_eq!(outcomes(&claims), [Outcome::Unclear; 3]);
    assert_eq!(claims[1].measured, "no figure: no core is free, for threads alone gain only 1.10");
}

#[test]
fn dear_messages_miss_the_figure() {
    let claims = claims(&tables(TIMES, 2.0, 20e-6));
    assert_eq!(claims[2].outcome, Outcome::Missed);
    assert_eq!(claims[2].measured, "from 60.0 us (1 of 64x64) on, not yet with 25.6 us (256 of 3x3)");
}

#[test]
fn a_message_that_pays_only_now_and_then_is_unclear() {
    let mut tables = tables(TIMES, 2.0, 1.5e-6);
    let row = tables[1].rows.iter_mut().find(|row| row.name == channel_name(16)).unwrap();
    row.ratios = vec![Some(Spread { low: 0.5, median: 0.8, high: 1.1 })];
    assert_eq!(claims(&tables)[2].outcome, Outcome::Unclear);
}
