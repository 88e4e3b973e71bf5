//! The longest common subsequence of two lists of lines: what is left when the fewest lines are moved.

use std::collections::HashMap;

/// Past this many pairs of equal lines, each line is paired with one other only.
const PAIRS: usize = 1_000_000;

/// Pairs of places, rising on both sides, where `left` and `right` are equal; as many as there can be.
///
/// Hunt and Szymanski's way: for each line on the right, its places on the left extend the chains found so
/// far. Where lines are mostly different, that is little more than sorting. Where one line comes so often
/// that the pairs would be too many, the first copy is paired with the first, the second with the second,
/// and so on: then the pairs may be fewer than possible, never wrong.
pub fn longest_common(left: &[&[u8]], right: &[&[u8]]) -> Vec<(usize, usize)> {
    let start = left.iter().zip(right).take_while(|(l, r)| l == r).count();
    let (left_rest, right_rest) = (&left[start..], &right[start..]);
    let ends = left_rest.iter().rev().zip(right_rest.iter().rev());
    let end = ends.take_while(|(l, r)| l == r).count();
    let left_middle = &left_rest[..left_rest.len() - end];
    let right_middle = &right_rest[..right_rest.len() - end];

    let mut pairs: Vec<(usize, usize)> = (0..start).map(|at| (at, at)).collect();
    for (l, r) in middle(left_middle, right_middle) {
        pairs.push((start + l, start + r));
    }
    for back in (1..=end).rev() {
        pairs.push((left.len() - back, right.len() - back));
    }
    pairs
}

/// A pair of places, and the pair before it in its chain.
struct Link {
    pair: (usize, usize),
    before: Option<usize>,
}

fn middle(left: &[&[u8]], right: &[&[u8]]) -> Vec<(usize, usize)> {
    let mut links: Vec<Link> = Vec::new();
    // For each length, the chain of that length which ends first on the left: (that end, its last link).
    let mut chains: Vec<(usize, usize)> = Vec::new();
    for (r, places) in candidates(left, right).into_iter().enumerate() {
        // From the last place to the first: one line of the right must not extend its own chain.
        for &l in places.iter().rev() {
            let length = chains.partition_point(|&(end, _)| end < l);
            let before = length.checked_sub(1).map(|shorter| chains[shorter].1);
            let chain = (l, links.len());
            match chains.get_mut(length) {
                Some(known) if known.0 == l => continue,
                Some(known) => *known = chain,
                None => chains.push(chain),
            }
            links.push(Link { pair: (l, r), before });
        }
    }

    let mut pairs = Vec::with_capacity(chains.len());
    let mut next = chains.last().map(|&(_, link)| link);
    while let Some(link) = next {
        pairs.push(links[link].pair);
        next = links[link].before;
    }
    pairs.reverse();
    pairs
}

/// For each line on the right, the places on the left that it may be paired with.
fn candidates(left: &[&[u8]], right: &[&[u8]]) -> Vec<Vec<usize>> {
    let mut places: HashMap<&[u8], Vec<usize>> = HashMap::new();
    for (at, line) in left.iter().enumerate() {
        places.entry(line).or_default().push(at);
    }
    let pairs: usize = right.iter().filter_map(|line| places.get(line)).map(Vec::len).sum();
    if pairs <= PAIRS {
        return right.iter().map(|line| places.get(line).cloned().unwrap_or_default()).collect();
    }
    let mut copies: HashMap<&[u8], usize> = HashMap::new();
    let mut one_place = Vec::with_capacity(right.len());
    for line in right {
        let copy = copies.entry(line).or_default();
        let place = places.get(line).and_then(|places| places.get(*copy));
        one_place.push(place.copied().into_iter().collect());
        *copy += 1;
    }
    one_place
}
