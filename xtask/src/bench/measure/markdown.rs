//! The results as Markdown.

use std::fmt::Write;

use super::group::{Row, Unit};
use super::results::{Answer, Results, Table};
use super::{shown, table};

/// Everything as one page, with the pictures beside it.
pub fn page(results: &Results) -> String {
    let mut text = String::from("# Benches\n\n");
    // Writing to a String can't fail.
    let _ = writeln!(text, "Measured on {}.", escaped(&results.machine.description()));
    let _ = writeln!(text, "{}", results.machine.steadiness());
    if let Some(warning) = results.machine.warning() {
        let _ = writeln!(text, "**Careful: {warning}.**");
    }
    if results.quick {
        text += "This was a first look (`--quick`): smaller inputs, fewer rounds.\n";
    }
    text += "\nA figure is the median of all rounds; behind it is the range, from ten rounds on without a tenth of \
             them at either end, unless the figures are exact. A ratio is taken in each round. Ours are bold.\n";
    for answer in &results.benches {
        text += &bench(answer);
    }
    text
}

fn bench(answer: &Answer) -> String {
    let mut text = format!("\n## {}\n\n{}\n", answer.name, escaped(answer.question));
    for table in &answer.tables {
        text += &self::table(table);
    }
    let _ = write!(text, "\n![{0}]({0}.svg)\n", answer.name);
    if !answer.claims.is_empty() {
        text.push('\n');
    }
    for claim in &answer.claims {
        let (what, measured) = (escaped(&claim.text), escaped(&claim.measured));
        let _ = writeln!(text, "- **{}**: {what}: {measured}", claim.outcome.word());
    }
    text
}

fn table(table: &Table) -> String {
    let measured = &table.measured;
    let rounds = crate::text::count(table.rounds, "round");
    let mut text = format!("\n### {}, {rounds}\n\n| |", escaped(&measured.title));
    let mut rule = String::from("|---|");
    for measure in &measured.measures {
        let _ = write!(text, " {} |", escaped(measure.name));
        rule += "--:|";
        if measure.relative && table.baseline.is_some() {
            text += " ratio |";
            rule += "--:|";
        }
    }
    let _ = writeln!(text, "\n{rule}");
    for row in &measured.rows {
        text += &self::row(table, row);
    }
    for left_out in &table.left_out {
        let _ = write!(text, "\nLeft out: {}\n", escaped(left_out));
    }
    if table.is_noisy() {
        let _ = write!(text, "\n~ {}.\n", table::unsteady());
    }
    text
}

fn row(table: &Table, row: &Row) -> String {
    let name = escaped(&row.name);
    let mut text = if row.ours { format!("| **{name}** |") } else { format!("| {name} |") };
    for (place, measure) in table.measured.measures.iter().enumerate() {
        let mark = if table.is_unsteady(row, place) { " ~" } else { "" };
        let _ = match row.ratios[place] {
            None => write!(text, " {}{mark} |", shown::with_range(row.figures[place], measure.unit)),
            Some(_) if table.is_baseline(row) => {
                write!(text, " {}{mark} | 1 |", shown::with_range(row.figures[place], measure.unit))
            }
            Some(ratio) => {
                let figure = shown::with_range(row.figures[place], measure.unit);
                write!(text, " {figure} | {}{mark} |", shown::with_range(ratio, Unit::Times))
            }
        };
        // The head has a column for it.
        if row.ratios[place].is_none() && measure.relative && table.baseline.is_some() {
            let _ = write!(text, " {} |", shown::NONE);
        }
    }
    text.push('\n');
    text
}

/// What Markdown would take for a sign of its own is only a character.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        if matches!(char, '\\' | '|' | '*' | '_' | '`' | '<' | '[' | '~') {
            escaped.push('\\');
        }
        escaped.push(char);
    }
    escaped
}
