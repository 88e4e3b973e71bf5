//! What an exercise is: its files, what a right answer does, and how the others fail.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::engine::case::Defaults;
use crate::engine::compare::Order;
use crate::engine::spec::{self, Case, Name, Text};
use crate::engine::verdict::{KINDS, Verdict};
use crate::engine::workspace::{Package, Workspace};
use crate::usage::UsageError;

/// The file that makes a folder below a demo's `solutions` an exercise.
const FILE: &str = "exercise.toml";
/// How much an exercise may print to each stream: they print a few lines, and what prints without end is told at once.
const FLOOD: usize = 1 << 20;
/// How many levels of hints there are.
pub const HINTS: usize = 3;

/// One exercise.
#[derive(Debug)]
pub struct Exercise {
    /// The name of its folder, by which it is chosen.
    pub name: String,
    /// The package that it belongs to.
    pub demo: Package,
    /// Its `exercise.toml`.
    pub file: PathBuf,
    /// What that says.
    pub spec: ExerciseSpec,
}

/// What an `exercise.toml` says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExerciseSpec {
    /// Its place in the workshop.
    pub number: usize,
    /// What it is called.
    pub title: String,
    /// How its failure shows.
    pub symptom: String,
    /// From where to look to how to fix it.
    pub hints: [String; HINTS],
    /// Why programs fail like this.
    pub why: String,
    /// Addresses to read about it.
    #[serde(default)]
    pub read: Vec<String>,
    /// The order of every case that doesn't say otherwise; `exact`, if this doesn't either.
    order: Option<Order>,
    /// What a right answer does, in one world after the other.
    #[serde(default, rename = "case")]
    pub cases: Vec<Case>,
    /// How the starter fails.
    pub starter: ExpectedFailure,
    /// How the known wrong answers fail, by their name.
    #[serde(default)]
    pub wrong: BTreeMap<Name, ExpectedFailure>,
    /// What a verdict means here.
    #[serde(default, rename = "remark")]
    pub remarks: Vec<Remark>,
}

/// How a program that isn't right fails.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedFailure {
    /// In one word.
    pub verdict: Verdict,
    /// The case in which it fails; a starter fails in the first.
    pub case: Option<Name>,
    /// The code of every error of the compiler.
    pub error: Option<Text>,
    /// The name of every lint that fires.
    pub lint: Option<Text>,
    /// The kinds of all problems, sorted.
    pub problems: Option<Vec<Kind>>,
    /// How many lines it prints.
    pub lines: Option<usize>,
    /// Why it isn't right.
    pub why: Option<Text>,
}

/// What a verdict means in this exercise, if all the conditions hold.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Remark {
    /// The verdict is this.
    pub verdict: Option<Verdict>,
    /// One of the problems is of this kind.
    pub problem: Option<Kind>,
    /// It failed in this case.
    pub case: Option<Name>,
    /// The run has printed this, to stdout or to stderr.
    pub output: Option<Text>,
    /// The compiler reports this error.
    pub error: Option<Text>,
    /// All expected lines came, or not.
    pub all_lines: Option<bool>,
    /// What it means, and a question that leads on.
    pub text: Text,
}

/// A kind of problem.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String")]
pub struct Kind(pub String);

impl TryFrom<String> for Kind {
    type Error = String;

    fn try_from(word: String) -> Result<Kind, String> {
        if KINDS.contains(&word.as_str()) {
            return Ok(Kind(word));
        }
        let nearest = crate::text::nearest(&word, KINDS);
        let hint = nearest.map(|nearest| format!(" (did you mean {nearest:?}?)")).unwrap_or_default();
        Err(format!("{word:?} is no kind of problem{hint}"))
    }
}

/// Which of an exercise's programs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Variant {
    /// What the participant edits.
    Yours,
    /// What the participant starts with.
    Starter,
    /// A right answer.
    Solution,
    /// Another right answer.
    Also(String),
    /// A wrong answer that people give.
    Wrong(String),
}

impl Variant {
    /// What the file is called, without its `.rs`.
    pub fn stem(&self) -> String {
        match self {
            Variant::Yours => "yours".to_owned(),
            Variant::Starter => "starter".to_owned(),
            Variant::Solution => "solution".to_owned(),
            Variant::Also(word) => format!("also-{word}"),
            Variant::Wrong(word) => format!("wrong-{word}"),
        }
    }

    /// Whether it must pass.
    pub fn is_right(&self) -> bool {
        matches!(self, Variant::Solution | Variant::Also(_))
    }
}

impl Exercise {
    fn read(folder: &Path, demo: &Package) -> Result<Exercise> {
        let file = folder.join(FILE);
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let name =
            Name::try_from(name).map_err(|error| UsageError(format!("{}: {error}", folder.display())))?;
        let spec: ExerciseSpec = spec::read(&file)?;
        check(&file, &spec)?;
        Ok(Exercise { name: name.to_string(), demo: demo.clone(), file, spec })
    }

    /// The file of one of its programs.
    pub fn path(&self, variant: &Variant) -> PathBuf {
        let own = |folder: &str| self.demo.folder().join(folder).join(format!("{}.rs", self.name));
        match variant {
            Variant::Yours => own("exercises"),
            Variant::Solution => own("solutions"),
            other => self.file.with_file_name(format!("{}.rs", other.stem())),
        }
    }

    /// All its programs of which there is a file.
    pub fn variants(&self) -> Result<Vec<Variant>> {
        let fixed = [Variant::Yours, Variant::Starter, Variant::Solution];
        let mut variants: Vec<Variant> =
            fixed.into_iter().filter(|variant| self.path(variant).is_file()).collect();
        let mut others = Vec::new();
        for entry in entries(self.file.parent().unwrap_or(Path::new(".")))? {
            let name = entry.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let Some(stem) = name.strip_suffix(".rs") else {
                continue;
            };
            if let Some(word) = stem.strip_prefix("also-") {
                others.push(Variant::Also(word.to_owned()));
            } else if let Some(word) = stem.strip_prefix("wrong-") {
                others.push(Variant::Wrong(word.to_owned()));
            } else if stem != "starter" {
                bail!(UsageError(format!(
                    "{}: in this folder are starter.rs, wrong-WORD.rs and also-WORD.rs",
                    entry.display()
                )));
            }
        }
        others.sort();
        variants.extend(others);
        Ok(variants)
    }

    /// Why it isn't run here, if none of its cases is.
    pub fn skipped(&self) -> Option<String> {
        let mut reasons = self.spec.cases.iter().map(Case::skipped);
        let first = reasons.next().flatten()?;
        reasons.all(|reason| reason.is_some()).then_some(first)
    }

    /// What holds for a case that doesn't say otherwise.
    pub fn defaults(&self) -> Defaults {
        let order = self.spec.order.unwrap_or(Order::Exact);
        Defaults { order, log: "expected.log", limit: Duration::from_secs(5), runs: 3, most: FLOOD }
    }

    /// The lints that must not fire, of all its cases.
    pub fn lints(&self) -> impl Iterator<Item = &str> {
        self.spec.cases.iter().flat_map(|case| &case.lints).map(|lint| &**lint)
    }

    /// What the head of its source says: what follows each `//!`.
    pub fn task(&self) -> String {
        // Of a file that can't be read, the check will tell.
        let source = self.source(&Variant::Yours).unwrap_or_default();
        let lines = source.lines().map_while(|line| line.strip_prefix("//!"));
        let mut lines: Vec<&str> = lines.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
        let is_title = |line: &str| line.trim().trim_end_matches('.').eq_ignore_ascii_case(&self.spec.title);
        if lines.first().is_some_and(|first| is_title(first)) {
            lines.remove(0);
        }
        lines.join("\n").trim().to_owned()
    }

    /// A file of it, as text.
    pub fn source(&self, variant: &Variant) -> Result<String> {
        let file = self.path(variant);
        let bytes = fs::read(&file).with_context(|| format!("{}: can't be read", file.display()))?;
        String::from_utf8(bytes).with_context(|| format!("{}: is no UTF-8", file.display()))
    }

    /// Whether the participant's file is still the starter. One that is missing, or no text, isn't.
    pub fn is_untouched(&self) -> bool {
        let read = |variant| self.source(&variant).ok().map(|text| text.replace('\r', ""));
        read(Variant::Yours).is_some_and(|yours| Some(yours) == read(Variant::Starter))
    }
}

/// Checks what the types can't.
fn check(file: &Path, spec: &ExerciseSpec) -> Result<()> {
    spec::check_cases(file, &spec.cases)?;
    let wrong = |what: &str| UsageError(format!("{}: {what}", file.display()));
    if spec.cases[0].world.is_some() {
        bail!(wrong("the first case is what the participant sees: it has no `world`"));
    }
    if let Some(case) = spec.cases.iter().find(|case| case.stdout.is_none() && case.log.is_none()) {
        bail!(wrong(&format!("case {}: what it prints is missing: `stdout` or `log`", &*case.name)));
    }
    if spec.starter.case.is_some() || spec.starter.why.is_some() {
        bail!(wrong("a starter has neither `case` nor `why`: it fails in the first case"));
    }
    let needed = match spec.starter.verdict {
        Verdict::Build => ("error", spec.starter.error.is_some()),
        Verdict::Lint => ("lint", spec.starter.lint.is_some()),
        Verdict::Diff => ("problems", spec.starter.problems.is_some()),
        // What is wrong follows from the word.
        _ => ("", true),
    };
    if let (key, false) = needed {
        bail!(wrong(&format!("with the verdict {} a starter needs `{key}`", spec.starter.verdict.word())));
    }
    for (name, failure) in &spec.wrong {
        if failure.why.is_none() {
            bail!(wrong(&format!("wrong.{}: `why` is missing", &**name)));
        }
    }
    let named = spec
        .wrong
        .values()
        .map(|failure| &failure.case)
        .chain(spec.remarks.iter().map(|remark| &remark.case));
    for name in named.flatten() {
        if !spec.cases.iter().any(|case| case.name == *name) {
            bail!(wrong(&format!("there is no case {:?}", &**name)));
        }
    }
    Ok(())
}

/// The exercises of the workspace, in their order.
pub fn read_all(workspace: &Workspace) -> Result<Vec<Exercise>> {
    let mut exercises = Vec::new();
    for demo in &workspace.packages {
        let solutions = demo.folder().join("solutions");
        if !solutions.is_dir() {
            continue;
        }
        for folder in entries(&solutions)?.iter().filter(|folder| folder.join(FILE).is_file()) {
            exercises.push(Exercise::read(folder, demo)?);
        }
    }
    if exercises.is_empty() {
        bail!(UsageError(format!(
            "no exercise in {}: an exercise is a folder DEMO/solutions/NAME there with an {FILE}",
            workspace.root.display()
        )));
    }
    exercises.sort_by(|one, other| (one.spec.number, &one.name).cmp(&(other.spec.number, &other.name)));
    for pair in exercises.windows(2) {
        if pair[0].spec.number == pair[1].spec.number {
            let (one, other, number) = (&pair[0].name, &pair[1].name, pair[0].spec.number);
            bail!(UsageError(format!("{one} and {other} have the same number, {number}")));
        }
    }
    let mut names: Vec<&str> = exercises.iter().map(|exercise| exercise.name.as_str()).collect();
    names.sort_unstable();
    if let Some(pair) = names.windows(2).find(|pair| pair[0] == pair[1]) {
        bail!(UsageError(format!("two exercises are named {}", pair[0])));
    }
    Ok(exercises)
}

/// What is in a folder, sorted.
fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let read = || -> std::io::Result<Vec<PathBuf>> {
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect()
    };
    let mut entries = read().with_context(|| format!("{}: can't be listed", folder.display()))?;
    entries.sort();
    Ok(entries)
}
