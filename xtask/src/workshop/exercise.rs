//! What an exercise is: its files, what a right answer does, and how the others fail.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::read;
use crate::case::{self, Promise};
use crate::misuse::Misuse;
use crate::run::Step;
use crate::verdict::Verdict;
use crate::workspace::Workspace;

/// The file that makes a folder below a demo's `solutions` an exercise.
pub const FILE: &str = "exercise.toml";
/// How many levels of hints there are.
pub const HINTS: usize = 3;

/// One exercise.
#[derive(Debug)]
pub struct Exercise {
    /// The name of its folder, by which it is chosen.
    pub name: String,
    /// The demo that it belongs to: a folder of the workspace.
    pub demo: String,
    /// The workspace's top folder.
    root: PathBuf,
    /// What its `exercise.toml` says.
    pub declared: Declared,
}

/// What an `exercise.toml` says.
#[derive(Debug)]
pub struct Declared {
    /// Its place in the workshop.
    pub number: usize,
    /// What it is called.
    pub title: String,
    /// How its failure shows.
    pub symptom: String,
    /// What the program is given on its command line.
    pub args: Vec<String>,
    /// The systems it runs on; all, if none is named.
    pub os: Vec<String>,
    /// What happens to it while it runs.
    pub steps: Vec<Step>,
    /// How long a run may take.
    pub limit: Duration,
    /// How many runs make a verdict.
    pub runs: usize,
    /// What it prints, writes, and how it ends.
    pub promise: Promise,
    /// What it has to print.
    pub stdout: Vec<u8>,
    /// What else it is held to.
    pub holds: Holds,
    /// How the starter fails.
    pub starter: Failing,
    /// How the known wrong answers fail, by their word.
    pub wrong: Vec<(String, Failing)>,
    /// From where to look to how to mend it.
    pub hints: [String; HINTS],
    /// What this exercise makes of a verdict.
    pub means: Vec<(Verdict, String)>,
    /// Why the trap exists.
    pub why: String,
    /// What to read about it.
    pub read: Vec<String>,
}

/// What a right answer is held to beyond what it prints.
#[derive(Debug, Default)]
pub struct Holds {
    /// Clippy has nothing to say about it.
    pub clippy: bool,
    /// The most memory it may have, in bytes.
    pub peak: Option<u64>,
    /// The most time it may spend on a processor.
    pub cpu: Option<Duration>,
    /// How many pieces of work are under way at once, at least.
    pub overlap: Option<usize>,
}

/// How a program that isn't right fails.
#[derive(Debug)]
pub struct Failing {
    /// In one word.
    pub verdict: Verdict,
    /// The code of every error of the compiler.
    pub error: Option<String>,
    /// The name of every lint.
    pub lint: Option<String>,
    /// The kinds of all problems.
    pub problems: Option<Vec<String>>,
    /// How many lines it prints.
    pub lines: Option<usize>,
    /// Why it isn't right.
    pub why: Option<String>,
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
    pub fn word(&self) -> String {
        match self {
            Variant::Yours => "yours".to_owned(),
            Variant::Starter => "starter".to_owned(),
            Variant::Solution => "solution".to_owned(),
            Variant::Also(word) => format!("also-{word}"),
            Variant::Wrong(word) => format!("wrong-{word}"),
        }
    }
}

impl Exercise {
    /// The file of one of its programs.
    pub fn file(&self, variant: &Variant) -> PathBuf {
        let demo = self.root.join(&self.demo);
        let own = |folder: &str| demo.join(folder).join(format!("{}.rs", self.name));
        match variant {
            Variant::Yours => own("exercises"),
            Variant::Solution => own("solutions"),
            other => demo.join("solutions").join(&self.name).join(format!("{}.rs", other.word())),
        }
    }

    /// The file that the participant edits, as a person at the workspace's top folder types it.
    pub fn path(&self) -> String {
        let file = self.file(&Variant::Yours);
        file.strip_prefix(&self.root).unwrap_or(&file).display().to_string()
    }

    /// The name of the program that is built of this variant.
    pub fn program(&self, variant: &Variant) -> String {
        match variant {
            Variant::Yours => self.name.clone(),
            other => format!("{}-{}", other.word(), self.name),
        }
    }

    /// All its programs of which there is a file.
    pub fn variants(&self) -> Result<Vec<Variant>> {
        let fixed = [Variant::Yours, Variant::Starter, Variant::Solution];
        let mut variants: Vec<Variant> =
            fixed.into_iter().filter(|variant| self.file(variant).is_file()).collect();
        let folder = self.root.join(&self.demo).join("solutions").join(&self.name);
        let mut others = Vec::new();
        for entry in entries(&folder)? {
            let name = entry.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let Some(word) = name.strip_suffix(".rs") else {
                continue;
            };
            if let Some(word) = word.strip_prefix("also-") {
                others.push(Variant::Also(word.to_owned()));
            } else if let Some(word) = word.strip_prefix("wrong-") {
                others.push(Variant::Wrong(word.to_owned()));
            } else if word != "starter" {
                bail!(Misuse(format!(
                    "{}: in this folder are starter.rs, wrong-WORD.rs and also-WORD.rs",
                    entry.display()
                )));
            }
        }
        others.sort();
        variants.extend(others);
        Ok(variants)
    }

    /// Why it isn't run here, if it isn't.
    pub fn skipped(&self) -> Option<String> {
        let signals = self.declared.steps.iter().any(|step| matches!(step, Step::Signal(_)));
        if signals && !cfg!(unix) {
            return Some("it needs signals, which this system doesn't have".to_owned());
        }
        case::only_elsewhere(&self.declared.os)
    }

    /// The text at the head of a program: what follows its `//!`.
    pub fn text(source: &str) -> String {
        let lines = source.lines().map_while(|line| line.strip_prefix("//!"));
        let lines: Vec<&str> = lines.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
        lines.join("\n")
    }

    /// What this exercise makes of a verdict.
    pub fn means(&self, verdict: Verdict) -> Option<&str> {
        self.declared.means.iter().find(|(of, _)| *of == verdict).map(|(_, text)| text.as_str())
    }

    /// A file of it, as text.
    pub fn source(&self, variant: &Variant) -> Result<String> {
        let file = self.file(variant);
        let bytes = fs::read(&file).with_context(|| format!("{}: can't be read", file.display()))?;
        String::from_utf8(bytes).with_context(|| format!("{}: is no UTF-8", file.display()))
    }

    /// Whether the participant's file is still the starter. One that is missing, or no text, isn't.
    pub fn untouched(&self) -> bool {
        let read = |variant| fs::read(self.file(&variant)).ok().map(without_returns);
        read(Variant::Yours).is_some_and(|yours| Some(yours) == read(Variant::Starter))
    }
}

/// A checkout may end lines in one file otherwise than in another.
fn without_returns(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.retain(|&byte| byte != b'\r');
    bytes
}

/// The exercises of the workspace, in their order.
pub fn exercises(workspace: &Workspace) -> Result<Vec<Exercise>> {
    let mut exercises = Vec::new();
    for demo in entries(&workspace.root)? {
        let solutions = demo.join("solutions");
        if !solutions.is_dir() {
            continue;
        }
        for folder in entries(&solutions)? {
            let file = folder.join(FILE);
            if !file.is_file() {
                continue;
            }
            exercises.push(Exercise {
                name: read::name(&folder)?,
                demo: demo.file_name().unwrap_or_default().to_string_lossy().into_owned(),
                root: workspace.root.clone(),
                declared: read::exercise(&file)?,
            });
        }
    }
    if exercises.is_empty() {
        bail!(Misuse(format!(
            "no exercise in {}: an exercise is a folder DEMO/solutions/NAME there with an {FILE}",
            workspace.root.display()
        )));
    }
    exercises
        .sort_by(|one, other| (one.declared.number, &one.name).cmp(&(other.declared.number, &other.name)));
    for pair in exercises.windows(2) {
        if pair[0].declared.number == pair[1].declared.number {
            bail!(Misuse(format!(
                "{} and {} have the same number, {}",
                pair[0].name, pair[1].name, pair[0].declared.number
            )));
        }
    }
    let mut names: Vec<&str> = exercises.iter().map(|exercise| exercise.name.as_str()).collect();
    names.sort_unstable();
    if let Some(pair) = names.windows(2).find(|pair| pair[0] == pair[1]) {
        bail!(Misuse(format!("two exercises are named {}", pair[0])));
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
