//! Reads the TOML files that people write, and says of a mistake in one which file, which line and which key.

use std::path::{Component, Path};
use std::time::Duration;

use anyhow::{Result, anyhow};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::contract::Order;
use crate::misuse::Misuse;

const SYSTEMS: [&str; 9] =
    ["unix", "windows", "linux", "macos", "freebsd", "netbsd", "openbsd", "dragonfly", "illumos"];

const LONGEST_LIMIT: f64 = 3600.0;

/// The file being read.
pub struct Reader<'a> {
    /// Where it is, for messages.
    pub file: &'a Path,
    /// All of it.
    pub text: &'a str,
}

impl<'a> Reader<'a> {
    /// The whole file as a table.
    pub fn parse(&self) -> Result<Spanned<DeTable<'a>>> {
        DeTable::parse(self.text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            self.wrong(at, &format!("no valid TOML: {}", error.message()))
        })
    }

    /// No key but these: a misspelt one would be a promise that nobody holds.
    pub fn only(&self, table: &DeTable, known: &[&str]) -> Result<()> {
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

    /// One of the orders, by its word.
    pub fn order(&self, value: &Spanned<DeValue>) -> Result<Order> {
        let name = self.text("order", value)?;
        let order = Order::ALL.into_iter().find(|order| order.name() == name);
        order.ok_or_else(|| {
            let problem = format!("`order` is {name:?}: it must be \"exact\", \"lanes\" or \"any\"");
            self.wrong(value.span().start, &problem)
        })
    }

    /// The exit status, 0 unless the table says otherwise.
    pub fn status(&self, table: &DeTable) -> Result<i32> {
        let Some(value) = table.get("status") else {
            return Ok(0);
        };
        let status = self.number("status", value)?;
        if status.fract() != 0.0 || !(0.0..=255.0).contains(&status) {
            return Err(self.wrong(value.span().start, "`status` must be a whole number from 0 to 255"));
        }
        Ok(status as i32)
    }

    /// The time limit.
    pub fn limit(&self, table: &DeTable, default: f64) -> Result<Duration> {
        let Some(value) = table.get("limit") else {
            return Ok(Duration::from_secs_f64(default));
        };
        let seconds = self.number("limit", value)?;
        if !(seconds > 0.0 && seconds <= LONGEST_LIMIT) {
            let problem = format!("`limit` must be more than 0 and at most {LONGEST_LIMIT} seconds");
            return Err(self.wrong(value.span().start, &problem));
        }
        Ok(Duration::from_secs_f64(seconds))
    }

    /// A path that stays below the folder it is taken from.
    pub fn relative<'v>(&self, key: &str, value: &'v Spanned<DeValue>) -> Result<&'v str> {
        let name = self.text(key, value)?;
        let stays = Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
        if name.is_empty() || !stays {
            let problem = format!("`{key}` must be a file's name, without `..` or a leading `/`");
            return Err(self.wrong(value.span().start, &problem));
        }
        Ok(name)
    }

    /// A text.
    pub fn text<'v>(&self, key: &str, value: &'v Spanned<DeValue>) -> Result<&'v str> {
        let text = value.get_ref().as_str();
        text.ok_or_else(|| self.wrong(value.span().start, &format!("`{key}` must be a text in quotes")))
    }

    /// A list of texts; an empty one without the key.
    pub fn texts(&self, key: &str, table: &DeTable) -> Result<Vec<String>> {
        let Some(value) = table.get(key) else {
            return Ok(Vec::new());
        };
        let DeValue::Array(list) = value.get_ref() else {
            let problem = format!("`{key}` must be a list of texts: [\"…\", \"…\"]");
            return Err(self.wrong(value.span().start, &problem));
        };
        list.iter().map(|text| self.text(key, text).map(str::to_owned)).collect()
    }

    /// A number, whole or not.
    pub fn number(&self, key: &str, value: &Spanned<DeValue>) -> Result<f64> {
        let number = match value.get_ref() {
            DeValue::Integer(number) => {
                i64::from_str_radix(number.as_str(), number.radix()).ok().map(|number| number as f64)
            }
            DeValue::Float(number) => number.as_str().parse().ok(),
            _ => None,
        };
        number.ok_or_else(|| self.wrong(value.span().start, &format!("`{key}` must be a number")))
    }

    /// Where the file is.
    pub fn folder(&self) -> &Path {
        self.file.parent().unwrap_or(Path::new("."))
    }

    /// What is wrong in the line of this place.
    pub fn wrong(&self, at: usize, problem: &str) -> anyhow::Error {
        let line = self.text.bytes().take(at).filter(|&byte| byte == b'\n').count() + 1;
        anyhow!(Misuse(format!("{}:{line}: {problem}", self.file.display())))
    }

    /// A list of texts to be found in another: none of them empty.
    pub fn findable_texts(&self, key: &str, table: &DeTable) -> Result<Vec<String>> {
        let texts = self.texts(key, table)?;
        match table.get(key) {
            Some(value) if texts.iter().any(String::is_empty) => {
                let problem = format!("an empty text in `{key}` is found in everything");
                Err(self.wrong(value.span().start, &problem))
            }
            _ => Ok(texts),
        }
    }

    /// The systems that something is run on; an empty list without the key.
    pub fn systems(&self, table: &DeTable) -> Result<Vec<String>> {
        let systems = self.texts("os", table)?;
        if let Some(value) = table.get("os") {
            if systems.is_empty() {
                return Err(self.wrong(value.span().start, "`os` is empty: it would run nowhere"));
            }
            // A misspelt system would be skipped everywhere, silently.
            if let Some(unknown) = systems.iter().find(|os| !SYSTEMS.contains(&os.as_str())) {
                let problem = format!("`os` has {unknown:?}: it may be one of {}", SYSTEMS.join(", "));
                return Err(self.wrong(value.span().start, &problem));
            }
        }
        Ok(systems)
    }
}
