//! Who else gets a turn on the thread while a full queue is drained? `recv_async` of flume always has an answer then,
//! and an `.await` that needn't wait doesn't give the thread away.

#[cfg(test)]
mod tests;
mod ticker;
mod way;

use anyhow::{Result, ensure};
use tokio::runtime;

use super::group::{Bench, Claim, Contestant, Group, Measure, Measured, Settings, Unit};
use way::Way;

/// The bench.
pub const BENCH: Bench = Bench {
    name: "fair",
    question: "Who else gets a turn on the thread while a full queue is drained?",
    groups,
    claims,
};

/// How many messages are in the queue. Draining them takes about 100 ms, which is long beside the few milliseconds for
/// which a busy system may put any program aside.
const MESSAGES: u64 = 8_000_000;

/// What is measured, by its place.
const TIME: usize = 0;
const SHARE: usize = 2;

fn groups(settings: &Settings) -> Result<Vec<Group>> {
    Ok(vec![Group {
        title: format!("{} million messages, and a ticker of 1 ms on the same thread", MESSAGES / 1_000_000),
        measures: vec![
            Measure { name: "a message", unit: Unit::Seconds, relative: true, exact: false },
            Measure { name: "longest gap", unit: Unit::Seconds, relative: false, exact: false },
            Measure { name: "gap / drain", unit: Unit::Times, relative: false, exact: false },
        ],
        rounds: if settings.quick { 5 } else { 20 },
        contestants: Way::ALL.iter().map(|&way| contestant(way)).collect(),
        baseline: 0,
    }])
}

fn contestant(way: Way) -> Contestant {
    let run = move |_| {
        let runtime = runtime::Builder::new_current_thread().enable_time().build()?;
        let run = runtime.block_on(ticker::beside(way.full_queue(MESSAGES)?))?;
        ensure!(run.sum == (0..MESSAGES).sum::<u64>(), "what came out isn't what went in");
        let (took, gap) = (run.took.as_secs_f64(), run.longest_gap.as_secs_f64());
        Ok(vec![took / MESSAGES as f64, gap, gap / took])
    };
    Contestant { name: way.name().to_owned(), ours: way.is_ours(), run: Box::new(run) }
}

fn claims(tables: &[Measured]) -> Vec<Claim> {
    let batches = tables.iter().find_map(|table| table.row(Way::FlumeBatches.name()));
    let batches = batches.expect("each way is measured");
    let time = batches.ratios[TIME].expect("it is compared with recv_async alone");
    vec![
        Claim::at_most(
            "in batches: the longest gap at most a tenth of the drain".to_owned(),
            batches.figures[SHARE],
            0.1,
            Unit::Times,
        ),
        Claim::at_most("in batches: no slower than recv_async alone".to_owned(), time, 1.0, Unit::Times),
    ]
}
