//! Reads matrices as they are printed: `[[1, 2, 3], [4, 5, 6], [7, 8, 10]]`, a matrix a line.

use anyhow::{Context, anyhow, bail};

use super::{ENTRIES, Matrix};

/// The matrices of a file. Blank lines don't count.
pub(super) fn matrices(text: &[u8]) -> anyhow::Result<Vec<Matrix>> {
    let mut matrices = Vec::new();
    for (i, line) in text.split(|&byte| byte == b'\n').enumerate() {
        let line = String::from_utf8_lossy(line);
        if line.trim().is_empty() {
            continue;
        }
        let matrix = matrix(line.trim()).with_context(|| {
            let line = shown(line.trim());
            format!("line {}: {line} isn't a matrix like [[1, 2, 3], [4, 5, 6], [7, 8, 10]]", i + 1)
        })?;
        matrices.push(matrix);
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
