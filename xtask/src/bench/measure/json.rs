//! The results as one JSON object, with every figure of every round.
//!
//! Its fields are listed in `xtask/README.md`. Whoever renames or removes one, or changes what it means, raises
//! [`VERSION`]; a new field doesn't.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::group::{Claim, Measure, Spread, Unit};
use super::machine::Machine;
use super::results::{Answer, Results, Table};

/// The version of the format.
const VERSION: u32 = 1;

/// Everything.
pub fn page(results: &Results) -> Result<String> {
    let value = json!({
        "version": VERSION,
        "quick": results.quick,
        "machine": machine(&results.machine),
        "benches": results.benches.iter().map(bench).collect::<Vec<_>>(),
    });
    let mut text = serde_json::to_string_pretty(&value).context("the results can't be written as JSON")?;
    text.push('\n');
    Ok(text)
}

fn machine(machine: &Machine) -> Value {
    json!({
        "system": machine.system,
        "processor": machine.processor,
        "cores": machine.cores,
        "compiler": machine.compiler,
        "alone": spread(machine.alone),
        "gain": machine.gain.map(spread),
        "warning": machine.warning(),
    })
}

fn bench(answer: &Answer) -> Value {
    json!({
        "name": answer.name,
        "question": answer.question,
        "tables": answer.tables.iter().map(table).collect::<Vec<_>>(),
        "claims": answer.claims.iter().map(claim).collect::<Vec<_>>(),
    })
}

fn table(table: &Table) -> Value {
    let rows = table.measured.rows.iter().map(|row| {
        json!({
            "name": row.name,
            "ours": row.ours,
            "figures": row.figures.iter().copied().map(spread).collect::<Vec<_>>(),
            "ratios": row.ratios.iter().map(|ratio| ratio.map(spread)).collect::<Vec<_>>(),
            // What isn't a number is null.
            "rounds": row.rounds,
        })
    });
    json!({
        "title": table.measured.title,
        "measures": table.measured.measures.iter().map(measure).collect::<Vec<_>>(),
        "baseline": table.baseline,
        "rows": rows.collect::<Vec<_>>(),
        "left_out": table.left_out,
    })
}

fn measure(measure: &Measure) -> Value {
    let unit = match measure.unit {
        Unit::Seconds => "seconds",
        Unit::Bytes => "bytes",
        Unit::Times => "times",
        Unit::Count => "count",
    };
    json!({ "name": measure.name, "unit": unit, "relative": measure.relative, "exact": measure.exact })
}

fn claim(claim: &Claim) -> Value {
    json!({ "text": claim.text, "measured": claim.measured, "outcome": claim.outcome.word() })
}

fn spread(spread: Spread) -> Value {
    json!({ "low": spread.low, "median": spread.median, "high": spread.high })
}
