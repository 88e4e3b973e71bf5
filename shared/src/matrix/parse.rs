//! Reads matrices as they are printed: `[[1, 2, 3], [4, 5, 6], [7, 8, 10]]`, a matrix a line.

use std::io::{BufRead, Read};

use anyhow::{Context, anyhow, bail, ensure};

use super::{ENTRIES, Matrix};

/// The longest line, in bytes: ten times what a matrix needs.
pub(super) const LONGEST_LINE: usize = 1_000;

/// How many lines a file may have. It bounds the memory, since every matrix is kept.
const MOST_LINES: usize = 2_000_000;

/// The matrices of a file. Blank lines don't count.
pub(super) fn matrices(mut file: impl BufRead) -> anyhow::Result<Vec<Matrix>> {
    let mut matrices = Vec::new();
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        // A file such as /dev/zero has no end, and not even an end of its first line.
        let read = file.by_ref().take(LONGEST_LINE as u64 + 1).read_until(b'\n', &mut line);
        read.with_context(|| format!("can't read line {number}"))?;
        if line.is_empty() {
            break;
        }
        ensure!(number <= MOST_LINES, "more than {MOST_LINES} lines: split the file");
        let text = String::from_utf8_lossy(&line);
        let text = text.trim();
        let matrix = match text {
            _ if line.len() > LONGEST_LINE => Err(anyhow!("longer than {LONGEST_LINE} bytes")),
            "" => continue,
            _ => matrix(text),
        };
        matrices.push(matrix.with_context(|| {
            format!("line {number}: {} isn't a matrix like [[1, 2, 3], [4, 5, 6], [7, 8, 10]]", shown(text))
        })?);
    }
    Ok(matrices)
}

fn matrix(text: &str) -> anyhow::Result<Matrix> {
    let rows = inside(text)?
        .split_inclusive(']')
        .enumerate()
        .map(|(i, part)| {
            let part = part.trim();
            let part = if i == 0 {
                part
            } else {
                part.strip_prefix(',').context("a comma is missing between rows")?
            };
            row(part)
        })
        .collect::<anyhow::Result<Vec<_>>>()?;
    let rows = rows.try_into().map_err(|rows: Vec<_>| anyhow!("{} rows instead of 3", rows.len()))?;
    Ok(Matrix(rows))
}

fn row(text: &str) -> anyhow::Result<[i32; 3]> {
    let entries = inside(text)?.split(',').map(entry).collect::<anyhow::Result<Vec<_>>>()?;
    entries.try_into().map_err(|entries: Vec<_>| anyhow!("{} numbers in a row instead of 3", entries.len()))
}

fn entry(text: &str) -> anyhow::Result<i32> {
    let text = text.trim();
    match text.parse() {
        Ok(entry) if ENTRIES.contains(&entry) => Ok(entry),
        _ => {
            bail!("{} isn't a whole number from {} to {}", shown(text), ENTRIES.start(), ENTRIES.end())
        }
    }
}

/// What stands between the brackets.
fn inside(text: &str) -> anyhow::Result<&str> {
    let inside = text.trim().strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    inside.map(str::trim).with_context(|| format!("{} doesn't stand in [ ]", shown(text)))
}

/// Quoted, and no more than the beginning of what is long: a file that holds something else may have lines of megabytes.
fn shown(text: &str) -> String {
    let beginning: String = text.chars().take(60).collect();
    let more = if beginning.len() < text.len() { "…" } else { "" };
    format!("{beginning:?}{more}")
}
