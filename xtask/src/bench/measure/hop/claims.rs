//! Which channel is the cheapest, where the machine can tell.

use super::{Direction, FOR_ONE, return_title, stream_title};
use crate::bench::measure::channels::Capacity;
use crate::bench::measure::group::{Claim, Measured, Outcome, Row};

/// The room at which channels are compared: enough to seldom wait, and little enough to hold.
const ROOM: Capacity = Capacity::Bounded(64);

pub(super) fn claims(measured: &[Measured]) -> Vec<Claim> {
    let streams = Direction::ALL.map(|direction| (stream_title(direction), ROOM));
    let returns = Direction::ALL.into_iter().filter(|direction| direction.is_there_and_back());
    let returns = returns.map(|direction| (return_title(direction), FOR_ONE));
    let all = streams.into_iter().chain(returns);
    all.filter_map(|(title, capacity)| {
        let table = measured.iter().find(|table| table.title == title)?;
        cheapest(table, capacity)
    })
    .collect()
}

/// Names the cheapest only if its range lies wholly below all others.
fn cheapest(table: &Measured, capacity: Capacity) -> Option<Claim> {
    let room = format!(", {capacity}");
    let mut rows: Vec<(&str, &Row)> =
        table.rows.iter().filter_map(|row| Some((row.name.strip_suffix(&room)?, row))).collect();
    rows.sort_by(|(_, one), (_, other)| one.figures[0].median.total_cmp(&other.figures[0].median));
    let highest = rows.first()?.1.figures[0].high;
    let near: Vec<&str> =
        rows.iter().filter(|(_, row)| row.figures[0].low <= highest).map(|&(name, _)| name).collect();
    let (measured, outcome) = match near.as_slice() {
        [alone] => ((*alone).to_owned(), Outcome::Reached),
        _ => (
            format!("no difference that this machine can tell between {}", near.join(", ")),
            Outcome::Unclear,
        ),
    };
    let text = format!("one channel is the cheapest: {}, capacity {capacity}", table.title);
    Some(Claim { text, measured, outcome })
}
