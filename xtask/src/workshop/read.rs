//! Reads `exercise.toml`.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, anyhow};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::exercise::{Declared, Failing, HINTS, Holds};
use crate::case::Promise;
use crate::misuse::Misuse;
use crate::reader::Reader;
use crate::run::{Signal, Step};
use crate::verdict::Verdict;

const KEYS: [&str; 19] = [
    "number", "title", "symptom", "order", "stdout", "status", "stderr", "limit", "runs", "args", "os",
    "step", "holds", "starter", "wrong", "hints", "means", "why", "read",
];
const KEYS_OF_STEP: [&str; 4] = ["input", "wait", "signal", "close"];
const KEYS_OF_HOLDS: [&str; 6] = ["clippy", "peak_mib", "cpu_seconds", "overlap", "file", "contents"];
const KEYS_OF_FAILING: [&str; 5] = ["verdict", "error", "lint", "problems", "lines"];
const KEYS_OF_WRONG: [&str; 6] = ["verdict", "error", "lint", "problems", "lines", "why"];

const DEFAULT_LIMIT: f64 = 5.0;
const DEFAULT_RUNS: usize = 3;

/// Every kind of problem that a program's run can have.
const KINDS: [&str; 16] = [
    "missing",
    "unexpected",
    "repeated",
    "out of order",
    "over limit",
    "left behind",
    "flooded",
    "killed",
    "panicked",
    "status",
    "stderr lacks",
    "file",
    "memory",
    "cpu",
    "serial",
    "lints",
];

/// The name of an exercise, which is that of its folder.
pub fn name(folder: &Path) -> Result<String> {
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let allowed = |char: char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '-';
    // It names a program too.
    if name.len() > 60 || !name.chars().all(allowed) || name.contains("--") {
        return Err(anyhow!(Misuse(format!(
            "{}: an exercise's name is made of a-z, 0-9 and single `-`",
            folder.display()
        ))));
    }
    Ok(name)
}

/// What the file says.
pub fn exercise(file: &Path) -> Result<Declared> {
    let text = fs::read_to_string(file)
        .map_err(|error| Misuse(format!("{}: can't be read: {error}", file.display())))?;
    let reader = Reader { file, text: &text };
    let table = reader.parse()?;
    reader.exercise(table.get_ref())
}

impl Reader<'_> {
    fn exercise(&self, table: &DeTable) -> Result<Declared> {
        self.only(table, &KEYS)?;
        let holds = match table.get("holds") {
            Some(value) => self.table("holds", value)?,
            None => &DeTable::new(),
        };
        self.only(holds, &KEYS_OF_HOLDS)?;
        let starter = self.needed("starter", table)?;
        Ok(Declared {
            number: self.whole("number", self.needed("number", table)?, 1, 999)?,
            title: self.some_text("title", table)?,
            symptom: self.some_text("symptom", table)?,
            args: self.texts("args", table)?,
            os: self.systems(table)?,
            steps: self.steps(table)?,
            limit: self.limit(table, DEFAULT_LIMIT)?,
            runs: match table.get("runs") {
                Some(value) => self.whole("runs", value, 1, 100)?,
                None => DEFAULT_RUNS,
            },
            promise: Promise {
                order: self.order(self.needed("order", table)?)?,
                // What it prints stands in this very file.
                log: PathBuf::from(self.file),
                status: self.status(table)?,
                stderr: self.findable_texts("stderr", table)?,
                copies_input_to: None,
                writes: self.file_and_contents(holds)?,
            },
            stdout: self.text("stdout", self.needed("stdout", table)?)?.as_bytes().to_vec(),
            holds: self.holds(holds)?,
            starter: self.failing(starter, &KEYS_OF_FAILING)?,
            wrong: self.wrong_answers(table)?,
            hints: self.hints(self.needed("hints", table)?, table)?,
            means: self.means(table)?,
            why: self.some_text("why", table)?,
            read: self.texts("read", table)?,
        })
    }

    fn needed<'t, 'v>(&self, key: &str, table: &'t DeTable<'v>) -> Result<&'t Spanned<DeValue<'v>>> {
        table.get(key).ok_or_else(|| self.wrong(0, &format!("`{key}` is missing")))
    }

    fn table<'t, 'v>(&self, key: &str, value: &'t Spanned<DeValue<'v>>) -> Result<&'t DeTable<'v>> {
        match value.get_ref() {
            DeValue::Table(table) => Ok(table),
            _ => Err(self.wrong(value.span().start, &format!("`{key}` is a table: `[{key}]`"))),
        }
    }

    fn some_text(&self, key: &str, table: &DeTable) -> Result<String> {
        let value = self.needed(key, table)?;
        let text = self.text(key, value)?.trim();
        if text.is_empty() {
            return Err(self.wrong(value.span().start, &format!("`{key}` is empty")));
        }
        Ok(text.to_owned())
    }

    fn whole(&self, key: &str, value: &Spanned<DeValue>, least: usize, most: usize) -> Result<usize> {
        let number = self.number(key, value)?;
        if number.fract() != 0.0 || !(least as f64..=most as f64).contains(&number) {
            let problem = format!("`{key}` must be a whole number from {least} to {most}");
            return Err(self.wrong(value.span().start, &problem));
        }
        Ok(number as usize)
    }

    fn positive(&self, key: &str, value: &Spanned<DeValue>) -> Result<f64> {
        let number = self.number(key, value)?;
        // No machine has more of anything.
        if !(number > 0.0 && number < 1e9) {
            return Err(self.wrong(value.span().start, &format!("`{key}` must be more than 0")));
        }
        Ok(number)
    }

    fn steps(&self, table: &DeTable) -> Result<Vec<Step>> {
        let Some(value) = table.get("step") else {
            return Ok(Vec::new());
        };
        let DeValue::Array(list) = value.get_ref() else {
            return Err(self.wrong(value.span().start, "steps are written `[[step]]`, with two brackets"));
        };
        let mut steps = Vec::new();
        for value in list.iter() {
            let at = value.span().start;
            let table = self.table("step", value)?;
            self.only(table, &KEYS_OF_STEP)?;
            let mut keys = table.iter();
            let (Some((key, value)), None) = (keys.next(), keys.next()) else {
                let problem = format!("a step has one key: {}", KEYS_OF_STEP.join(", "));
                return Err(self.wrong(at, &problem));
            };
            let key: &str = key.get_ref();
            steps.push(match key {
                "input" => Step::Input(Arc::from(self.text(key, value)?.as_bytes())),
                "wait" => match self.text(key, value)? {
                    "" => return Err(self.wrong(value.span().start, "an empty text is found at once")),
                    text => Step::Wait(text.to_owned()),
                },
                "signal" => match self.text(key, value)? {
                    "INT" => Step::Signal(Signal::Int),
                    "TERM" => Step::Signal(Signal::Term),
                    _ => return Err(self.wrong(value.span().start, "`signal` is \"INT\" or \"TERM\"")),
                },
                _ => match value.get_ref() {
                    DeValue::Boolean(true) => Step::Close,
                    _ => return Err(self.wrong(value.span().start, "`close` can only be true")),
                },
            });
        }
        Ok(steps)
    }

    fn holds(&self, table: &DeTable) -> Result<Holds> {
        let number = |key: &str| table.get(key).map(|value| self.positive(key, value)).transpose();
        Ok(Holds {
            clippy: match table.get("clippy") {
                None => false,
                Some(value) => match value.get_ref() {
                    DeValue::Boolean(clippy) => *clippy,
                    _ => return Err(self.wrong(value.span().start, "`clippy` is true or false")),
                },
            },
            peak: number("peak_mib")?.map(|mib| (mib * f64::from(1 << 20)) as u64),
            cpu: number("cpu_seconds")?.map(Duration::from_secs_f64),
            overlap: match table.get("overlap") {
                Some(value) => Some(self.whole("overlap", value, 2, 1000)?),
                None => None,
            },
        })
    }

    fn file_and_contents(&self, holds: &DeTable) -> Result<Option<(String, Vec<u8>)>> {
        match (holds.get("file"), holds.get("contents")) {
            (Some(file), Some(contents)) => {
                let contents = self.text("contents", contents)?.as_bytes().to_vec();
                Ok(Some((self.relative("file", file)?.to_owned(), contents)))
            }
            (Some(one), None) | (None, Some(one)) => {
                Err(self.wrong(one.span().start, "`file` and `contents` go together"))
            }
            (None, None) => Ok(None),
        }
    }

    fn verdict(&self, word: &str, at: usize) -> Result<Verdict> {
        let verdict = Verdict::FAILURES.into_iter().find(|verdict| verdict.word() == word);
        verdict.ok_or_else(|| {
            let words = Verdict::FAILURES.map(Verdict::word).join(", ");
            self.wrong(at, &format!("{word:?} is no verdict: it may be one of {words}"))
        })
    }

    fn failing(&self, value: &Spanned<DeValue>, keys: &[&str]) -> Result<Failing> {
        let at = value.span().start;
        let table = self.table("starter", value)?;
        self.only(table, keys)?;
        let Some(verdict) = table.get("verdict") else {
            return Err(self.wrong(at, "`verdict` is missing: how does it fail?"));
        };
        let verdict = self.verdict(self.text("verdict", verdict)?, verdict.span().start)?;
        let text = |key: &str| match table.get(key) {
            Some(_) => self.some_text(key, table).map(Some),
            None => Ok(None),
        };
        let (error, lint) = (text("error")?, text("lint")?);
        if error.is_some() && verdict != Verdict::Build {
            return Err(self.wrong(at, "`error`, the compiler's code, goes with the verdict BUILD"));
        }
        if lint.is_some() && verdict != Verdict::Lint {
            return Err(self.wrong(at, "`lint`, the lint's name, goes with the verdict LINT"));
        }
        let problems = match table.get("problems") {
            None => None,
            Some(value) => {
                let mut kinds = self.texts("problems", table)?;
                if let Some(unknown) = kinds.iter().find(|kind| !KINDS.contains(&kind.as_str())) {
                    let problem = format!("{unknown:?} is no kind of problem: {}", KINDS.join(", "));
                    return Err(self.wrong(value.span().start, &problem));
                }
                kinds.sort();
                kinds.dedup();
                Some(kinds)
            }
        };
        // A starter that says less could fail for any reason.
        if !keys.contains(&"why") {
            let lacks = match verdict {
                Verdict::Build if error.is_none() => Some("`error`, the compiler's code"),
                Verdict::Lint if lint.is_none() => Some("`lint`, the lint's name"),
                Verdict::Diff if problems.is_none() => Some("`problems`, their kinds"),
                _ => None,
            };
            if let Some(key) = lacks {
                let problem = format!("with the verdict {} a starter needs {key}", verdict.word());
                return Err(self.wrong(at, &problem));
            }
        }
        Ok(Failing {
            verdict,
            error,
            lint,
            problems,
            lines: match table.get("lines") {
                Some(value) => Some(self.whole("lines", value, 0, 1_000_000)?),
                None => None,
            },
            why: if keys.contains(&"why") { Some(self.some_text("why", table)?) } else { None },
        })
    }

    fn wrong_answers(&self, table: &DeTable) -> Result<Vec<(String, Failing)>> {
        let Some(value) = table.get("wrong") else {
            return Err(self.wrong(0, "a known wrong answer is missing: `[wrong.WORD]` for wrong-WORD.rs"));
        };
        let answers = self.table("wrong", value)?;
        let read = |(word, value): (&Spanned<_>, _)| {
            let word: &std::borrow::Cow<str> = word.get_ref();
            Ok((word.to_string(), self.failing(value, &KEYS_OF_WRONG)?))
        };
        answers.iter().map(read).collect()
    }

    fn hints(&self, value: &Spanned<DeValue>, table: &DeTable) -> Result<[String; HINTS]> {
        let hints = self.texts("hints", table)?;
        let whole = hints.iter().all(|hint| !hint.trim().is_empty());
        hints.try_into().ok().filter(|_| whole).ok_or_else(|| {
            let problem = "`hints` are three: where to look, what happens, how to mend it";
            self.wrong(value.span().start, problem)
        })
    }

    fn means(&self, table: &DeTable) -> Result<Vec<(Verdict, String)>> {
        let Some(value) = table.get("means") else {
            return Ok(Vec::new());
        };
        let means = self.table("means", value)?;
        let mut all = Vec::new();
        for (word, value) in means {
            let verdict = self.verdict(word.get_ref(), word.span().start)?;
            all.push((verdict, self.text(word.get_ref(), value)?.trim().to_owned()));
        }
        Ok(all)
    }
}
