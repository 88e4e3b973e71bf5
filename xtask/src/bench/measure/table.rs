//! The results on a terminal, in as much room as there is.

use super::group::{Claim, Measure, Row, Unit};
use super::results::Table;
use super::shown;
use super::spread::WIDE;
use crate::report::Paint;

/// Stands before the rows of ours.
const OURS: &str = "* ";
/// Stands behind a range that is too wide.
const UNSTEADY: char = '~';
/// Between two columns.
const GAP: usize = 2;
/// The narrowest column of names.
const NAMES: usize = 16;

/// A table as lines of at most `width` characters, if the words are short enough for that.
///
/// What has no room is left out or goes into lines of its own: first the ranges of figures that have a ratio too, then
/// the columns themselves.
pub fn table(table: &Table, width: usize) -> String {
    let mut text = String::new();
    let rounds = crate::text::count(table.rounds, "round");
    for line in folded(&format!("{}, {rounds}", table.measured.title), width) {
        text += &line;
        text.push('\n');
    }
    let most_to_least =
        [true, false].into_iter().find_map(|all| in_columns(&columns(table, all), table, width));
    text += &most_to_least.unwrap_or_else(|| one_by_one(table, width));
    for left_out in &table.left_out {
        text += &indented("  left out: ", left_out, width);
    }
    if table.is_noisy() {
        text += &indented(&format!("{UNSTEADY} "), &unsteady(), width);
    }
    text
}

/// What a wide range means.
pub fn unsteady() -> String {
    format!(
        "varies by more than {:.0} %: the machine is busy, or it is a matter of chance; only what is further apart \
         than the ranges is different",
        WIDE * 100.0
    )
}

/// What was to be reached, and whether it was.
pub fn claims(claims: &[Claim], paint: Paint, width: usize) -> String {
    let mut text = String::new();
    for claim in claims {
        let word = format!("{:<7}  ", claim.outcome.word());
        let lines = indented(&word, &format!("{}: {}", claim.text, claim.measured), width);
        text += &lines.replacen(claim.outcome.word(), &paint.outcome(claim.outcome), 1);
    }
    text
}

/// A column: its head, and a cell for each row.
struct Column {
    head: String,
    cells: Vec<String>,
    /// Ranges belong to what is left of them, and begin where the others end.
    left: bool,
}

impl Column {
    fn width(&self) -> usize {
        self.cells.iter().chain([&self.head]).map(|cell| characters(cell)).max().unwrap_or_default()
    }
}

/// A measure of a row in words: the figure, its range, the ratio, its range.
struct Cells {
    figure: String,
    range: String,
    ratio: Option<(String, String)>,
}

fn cells(table: &Table, row: &Row, place: usize) -> Cells {
    let measure = table.measured.measures[place];
    let marked = |range: String| {
        let mark = !range.is_empty() && table.is_unsteady(row, place);
        if mark { format!("{range}{UNSTEADY}") } else { range }
    };
    let (figure, range) = (row.figures[place], shown::range(row.figures[place], measure.unit));
    // To itself it is 1 in every round.
    let ratio = row.ratios[place].map(|ratio| match table.is_baseline(row) {
        true => ("1".to_owned(), String::new()),
        false => (shown::figure(ratio.median, Unit::Times), marked(shown::range(ratio, Unit::Times))),
    });
    let alone = ratio.as_ref().is_none_or(|(_, range)| range.is_empty());
    Cells {
        figure: shown::figure(figure.median, measure.unit),
        range: if alone { marked(range) } else { range },
        ratio,
    }
}

fn columns(table: &Table, all: bool) -> Vec<Column> {
    let rows = &table.measured.rows;
    let mut columns = Vec::new();
    for (place, measure) in table.measured.measures.iter().enumerate() {
        let cells: Vec<Cells> = rows.iter().map(|row| cells(table, row, place)).collect();
        let column = |head: &str, left, cell: &dyn Fn(&Cells) -> String| Column {
            head: head.to_owned(),
            cells: cells.iter().map(cell).collect(),
            left,
        };
        columns.push(column(measure.name, false, &|cells| cells.figure.clone()));
        if all || !has_ratio(measure, table) {
            columns.push(column("", true, &|cells| cells.range.clone()));
        }
        if has_ratio(measure, table) {
            let of = |cells: &Cells| cells.ratio.clone().unwrap_or_default();
            columns.push(column("ratio", false, &|cells| of(cells).0));
            columns.push(column("", true, &|cells| of(cells).1));
        }
    }
    columns.retain(|column| column.width() > 0);
    columns
}

fn has_ratio(measure: &Measure, table: &Table) -> bool {
    measure.relative && table.baseline.is_some()
}

/// The rows under the heads of the columns; none if there is no room for that.
fn in_columns(columns: &[Column], table: &Table, width: usize) -> Option<String> {
    let taken: usize = columns.iter().map(|column| column.width() + GAP).sum();
    let longest = table.measured.rows.iter().map(|row| characters(&row.name)).max().unwrap_or_default();
    let room = width.checked_sub(taken + OURS.len()).filter(|&room| room >= NAMES.min(longest))?;
    let names = longest.min(room);

    let line = |before: &str, name: &str, cell: &dyn Fn(&Column) -> String| {
        let mut line = format!("{before}{}", padded(name, names, true));
        for column in columns {
            line += &format!("{:GAP$}{}", "", padded(&cell(column), column.width(), column.left));
        }
        line.trim_end().to_owned() + "\n"
    };
    let mut text = line("  ", "", &|column| column.head.clone());
    for (place, row) in table.measured.rows.iter().enumerate() {
        let mut name = folded(&row.name, names).into_iter();
        text += &line(mark(row), &name.next().unwrap_or_default(), &|column| column.cells[place].clone());
        for rest in name {
            text += &line("  ", &rest, &|_| String::new());
        }
    }
    Some(text)
}

/// Each row in lines of its own, for where there is little room.
fn one_by_one(table: &Table, width: usize) -> String {
    let mut text = String::new();
    let heads = table.measured.measures.iter().map(|measure| characters(measure.name)).max();
    let heads = heads.unwrap_or_default().max("ratio".len());
    for row in &table.measured.rows {
        text += &indented(mark(row), &row.name, width);
        for (place, measure) in table.measured.measures.iter().enumerate() {
            let Cells { figure, range, ratio } = cells(table, row, place);
            let mut line = |head: &str, figure: &str, range: &str| {
                let line = format!("    {}  {figure:>8}  {range}", padded(head, heads, true));
                text += line.trim_end();
                text.push('\n');
            };
            line(measure.name, &figure, &range);
            if let Some((ratio, range)) = ratio {
                line("ratio", &ratio, &range);
            }
        }
    }
    text
}

fn mark(row: &Row) -> &'static str {
    if row.ours { OURS } else { "  " }
}

fn characters(text: &str) -> usize {
    text.chars().count()
}

fn padded(text: &str, width: usize, left: bool) -> String {
    if left { format!("{text:<width$}") } else { format!("{text:>width$}") }
}

/// Text behind a first word; further lines begin where the text did.
pub fn indented(first: &str, text: &str, width: usize) -> String {
    let indent = characters(first);
    let lines = folded(text, width.saturating_sub(indent));
    let mut all = String::new();
    for (number, line) in lines.iter().enumerate() {
        all += &if number == 0 { format!("{first}{line}\n") } else { format!("{:indent$}{line}\n", "") };
    }
    all
}

/// Text in lines of at most so many characters, save where a word has more.
fn folded(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines
            .last_mut()
            .filter(|line| line.is_empty() || characters(line) + 1 + characters(word) <= width);
        match line {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) => {
                line.push(' ');
                line.push_str(word);
            }
            None => lines.push(word.to_owned()),
        }
    }
    lines
}
