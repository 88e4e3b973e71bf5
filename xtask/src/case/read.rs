//! Reads `check.toml`, and says of a mistake in it which file, which line and which key.

use std::collections::HashSet;
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use anyhow::{Result, anyhow};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Case, Promise};
use crate::contract::Order;
use crate::misuse::Misuse;

const KEYS_OF_FILE: [&str; 2] = ["order", "case"];
const KEYS_OF_CASE: [&str; 10] =
    ["name", "args", "input", "log", "order", "status", "stderr", "copies_input_to", "limit", "os"];
const SYSTEMS: [&str; 9] =
    ["unix", "windows", "linux", "macos", "freebsd", "netbsd", "openbsd", "dragonfly", "illumos"];

const DEFAULT_LOG: &str = "expected.log";
const DEFAULT_LIMIT: f64 = 10.0;
const LONGEST_LIMIT: f64 = 3600.0;

/// The cases in `text`, which was read from `file`.
pub fn cases(file: &Path, text: &str) -> Result<Vec<Case>> {
    let reader = Reader { file, text };
    let table = DeTable::parse(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        reader.wrong(at, &format!("no valid TOML: {}", error.message()))
    })?;
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

/// The file being read, for messages.
struct Reader<'a> {
    file: &'a Path,
    text: &'a str,
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
            limit: self.limit(table)?,
            os: self.systems(table)?,
            promise: Promise {
                order: table.get("order").map_or(Ok(order), |value| self.order(value))?,
                log: match table.get("log") {
                    Some(value) => self.folder().join(self.relative("log", value)?),
                    None => self.folder().join(DEFAULT_LOG),
                },
                status: self.status(table)?,
                stderr: self.stderr(table)?,
                copies_input_to,
            },
        })
    }

    /// No key but these: a misspelt one would be a promise that nobody holds.
    fn only(&self, table: &DeTable, known: &[&str]) -> Result<()> {
        for key in table.keys() {
            let name: &str = key.get_ref();
            if !known.contains(&name) {
                let nearest = crate::text::nearest(name, known.iter().copied());
                let hint = nearest.map(|nearest| format!(" (did you mean `{nearest}`?)")).unwrap_or_default();
                return Err(self.wrong(key.span().start, &format!("unknown key `{name}`{hint}")));
            }
        }
        Ok(())
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

    fn order(&self, value: &Spanned<DeValue>) -> Result<Order> {
        let name = self.text("order", value)?;
        let order = Order::ALL.into_iter().find(|order| order.name() == name);
        order.ok_or_else(|| {
            let problem = format!("`order` is {name:?}: it must be \"exact\", \"lanes\" or \"any\"");
            self.wrong(value.span().start, &problem)
        })
    }

    fn status(&self, table: &DeTable) -> Result<i32> {
        let Some(value) = table.get("status") else {
            return Ok(0);
        };
        let status = self.number("status", value)?;
        if status.fract() != 0.0 || !(0.0..=255.0).contains(&status) {
            return Err(self.wrong(value.span().start, "`status` must be a whole number from 0 to 255"));
        }
        Ok(status as i32)
    }

    fn limit(&self, table: &DeTable) -> Result<Duration> {
        let Some(value) = table.get("limit") else {
            return Ok(Duration::from_secs_f64(DEFAULT_LIMIT));
        };
        let seconds = self.number("limit", value)?;
        if !(seconds > 0.0 && seconds <= LONGEST_LIMIT) {
            let problem = format!("`limit` must be more than 0 and at most {LONGEST_LIMIT} seconds");
            return Err(self.wrong(value.span().start, &problem));
        }
        Ok(Duration::from_secs_f64(seconds))
    }

    fn stderr(&self, table: &DeTable) -> Result<Vec<String>> {
        let texts = self.texts("stderr", table)?;
        match table.get("stderr") {
            Some(value) if texts.iter().any(String::is_empty) => {
                Err(self.wrong(value.span().start, "an empty text in `stderr` is found in everything"))
            }
            _ => Ok(texts),
        }
    }

    fn systems(&self, table: &DeTable) -> Result<Vec<String>> {
        let systems = self.texts("os", table)?;
        if let Some(value) = table.get("os") {
            if systems.is_empty() {
                return Err(self.wrong(value.span().start, "`os` is empty: the case would run nowhere"));
            }
            // A misspelt system would be skipped everywhere, silently.
            if let Some(unknown) = systems.iter().find(|os| !SYSTEMS.contains(&os.as_str())) {
                let problem = format!("`os` has {unknown:?}: it may be one of {}", SYSTEMS.join(", "));
                return Err(self.wrong(value.span().start, &problem));
            }
        }
        Ok(systems)
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

    /// A path that stays below the folder it is taken from.
    fn relative<'v>(&self, key: &str, value: &'v Spanned<DeValue>) -> Result<&'v str> {
        let name = self.text(key, value)?;
        let stays = Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
        if name.is_empty() || !stays {
            let problem = format!("`{key}` must be a file's name, without `..` or a leading `/`");
            return Err(self.wrong(value.span().start, &problem));
        }
        Ok(name)
    }

    fn text<'v>(&self, key: &str, value: &'v Spanned<DeValue>) -> Result<&'v str> {
        let text = value.get_ref().as_str();
        text.ok_or_else(|| self.wrong(value.span().start, &format!("`{key}` must be a text in quotes")))
    }

    fn texts(&self, key: &str, table: &DeTable) -> Result<Vec<String>> {
        let Some(value) = table.get(key) else {
            return Ok(Vec::new());
        };
        let DeValue::Array(list) = value.get_ref() else {
            let problem = format!("`{key}` must be a list of texts: [\"…\", \"…\"]");
            return Err(self.wrong(value.span().start, &problem));
        };
        list.iter().map(|text| self.text(key, text).map(str::to_owned)).collect()
    }

    fn number(&self, key: &str, value: &Spanned<DeValue>) -> Result<f64> {
        let number = match value.get_ref() {
            DeValue::Integer(number) => {
                i64::from_str_radix(number.as_str(), number.radix()).ok().map(|number| number as f64)
            }
            DeValue::Float(number) => number.as_str().parse().ok(),
            _ => None,
        };
        number.ok_or_else(|| self.wrong(value.span().start, &format!("`{key}` must be a number")))
    }

    fn folder(&self) -> &Path {
        self.file.parent().unwrap_or(Path::new("."))
    }

    fn wrong(&self, at: usize, problem: &str) -> anyhow::Error {
        let line = self.text.bytes().take(at).filter(|&byte| byte == b'\n').count() + 1;
        anyhow!(Misuse(format!("{}:{line}: {problem}", self.file.display())))
    }
}
