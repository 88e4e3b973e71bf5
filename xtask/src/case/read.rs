//! Reads `check.toml`, and says of a mistake in it which file, which line and which key.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use anyhow::Result;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Case, Promise};
use crate::contract::Order;
use crate::reader::Reader;

const KEYS_OF_FILE: [&str; 2] = ["order", "case"];
const KEYS_OF_CASE: [&str; 10] =
    ["name", "args", "input", "log", "order", "status", "stderr", "copies_input_to", "limit", "os"];

const DEFAULT_LOG: &str = "expected.log";
const DEFAULT_LIMIT: f64 = 10.0;

/// The cases in `text`, which was read from `file`.
pub fn cases(file: &Path, text: &str) -> Result<Vec<Case>> {
    let reader = Reader { file, text };
    let table = reader.parse()?;
    let table = table.get_ref();
    reader.only(table, &KEYS_OF_FILE)?;
    let order = match table.get("order") {
        Some(value) => reader.order(value)?,
        None => return Err(reader.wrong(0, "`order` is missing: is it \"exact\", \"lanes\" or \"any\"?")),
    };
    let Some(list) = table.get("case") else {
        return Err(reader.wrong(0, "no case: add a `[[case]]` with a `name`"));
    };
    let DeValue::Array(list) = list.get_ref() else {
        return Err(reader.wrong(list.span().start, "cases are written `[[case]]`, with two brackets"));
    };

    let mut cases = Vec::new();
    let mut names = HashSet::new();
    for value in list.iter() {
        let DeValue::Table(table) = value.get_ref() else {
            return Err(reader.wrong(value.span().start, "a case is a table: `[[case]]`"));
        };
        let case = reader.case(table, value.span().start, order)?;
        if !names.insert(case.name.clone()) {
            let problem = format!("a second case is named {:?}: names are unique within a file", case.name);
            return Err(reader.wrong(value.span().start, &problem));
        }
        cases.push(case);
    }
    if cases.is_empty() {
        return Err(reader.wrong(0, "no case: add a `[[case]]` with a `name`"));
    }
    Ok(cases)
}

impl Reader<'_> {
    fn case(&self, table: &DeTable, start: usize, order: Order) -> Result<Case> {
        self.only(table, &KEYS_OF_CASE)?;
        let Some(name) = table.get("name") else {
            return Err(self.wrong(start, "this case lacks a `name`"));
        };
        let input = match table.get("input") {
            Some(value) => Some(self.file_beside("input", value)?),
            None => None,
        };
        let copies_input_to = match table.get("copies_input_to") {
            Some(value) if input.is_none() => {
                return Err(self.wrong(value.span().start, "`copies_input_to` needs an `input`"));
            }
            Some(value) => Some(self.relative("copies_input_to", value)?.to_owned()),
            None => None,
        };
        Ok(Case {
            name: self.name(name)?,
            args: self.texts("args", table)?,
            input,
            limit: self.limit(table, DEFAULT_LIMIT)?,
            os: self.systems(table)?,
            promise: Promise {
                order: table.get("order").map_or(Ok(order), |value| self.order(value))?,
                log: match table.get("log") {
                    Some(value) => self.folder().join(self.relative("log", value)?),
                    None => self.folder().join(DEFAULT_LOG),
                },
                status: self.status(table)?,
                stderr: self.findable_texts("stderr", table)?,
                copies_input_to,
                writes: None,
            },
        })
    }

    fn name(&self, value: &Spanned<DeValue>) -> Result<String> {
        let name = self.text("name", value)?;
        // It names a folder too, on every system.
        let allowed = |char: char| char.is_ascii_lowercase() || char.is_ascii_digit() || "-_".contains(char);
        if name.is_empty() || name.len() > 60 || !name.chars().all(allowed) {
            let problem = format!("the name {name:?} isn't made of 1 to 60 of a-z, 0-9, `-` and `_`");
            return Err(self.wrong(value.span().start, &problem));
        }
        Ok(name.to_owned())
    }

    fn file_beside(&self, key: &str, value: &Spanned<DeValue>) -> Result<PathBuf> {
        let name = self.relative(key, value)?;
        let path = self.folder().join(name);
        if !path.is_file() {
            let problem = format!("`{key}` names {name:?}, and there is no such file beside this one");
            return Err(self.wrong(value.span().start, &problem));
        }
        Ok(path)
    }
}
