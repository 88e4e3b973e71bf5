//! `cargo xtask check --init`: writes a first `check.toml` for a program, from what it does.
//!
//! Everything is tried before it is written: a case that fails is left in as a comment, with the reason.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use super::{Options, workspace};
use crate::engine::cancel::CancellationToken;
use crate::engine::cargo::{BuildFailure, TargetName};
use crate::engine::case::{CaseRun, Defaults, Plan, Prepared, run_all};
use crate::engine::compare::{Order, compare_part, lines};
use crate::engine::pool;
use crate::engine::scratch::Scratch;
use crate::engine::spec::{self, Case, Part};
use crate::engine::verdict::Problem;
use crate::engine::workspace::{Package, Workspace};
use crate::explain;
use crate::project::{self, CHECK_FILE, DEFAULTS};
use crate::term::print;
use crate::term::status::StatusLine;
use crate::text::count;
use crate::usage::{UsageError, check_command};

/// How often the program runs to show what it does, several at a time.
const RUNS: usize = 5;

const NOTHING_WRITTEN: &str = "\
Nothing was written: the program has to end by itself first. Arguments with which it does come after `--`.
For one that waits for input or for Ctrl-C, write a case with `steps`: xtask/README.md describes them.
";

/// What may go wrong around a program: the name of a case, why it is worth one, and its keys.
const FAULTS: [(&str, &str, &str); 4] = [
    (
        "one-core",
        "A single processor: a call that blocks the only thread of an async runtime stops every task.",
        "fault = { one_core = true }\n",
    ),
    (
        "paused",
        "Paused at random moments, as on a laptop that sleeps: time limits are over when it wakes.",
        "fault = { pauses = 3 }\nruns = 5\n",
    ),
    (
        "closed-stdout",
        "Nobody reads what it prints, as with `| head -0`: it has to end all the same.",
        "fault = { stdout = { close_after = 0 } }\npart = \"any\"\nos = [\"unix\"]\n",
    ),
    (
        "ctrl-c",
        "Ctrl-C at ten moments of the run: it has to end, and what it has printed has to be right.",
        "fault = { signal = \"INT\" }\nruns = 10\npart = \"subset\"\n",
    ),
];

/// Runs the command.
pub fn run(options: &Options, cancel: &CancellationToken) -> Result<ExitCode> {
    let workspace = workspace(options)?;
    let package = package(&workspace)?;
    let (file, log) = (package.folder().join(CHECK_FILE), package.folder().join(DEFAULTS.log));
    for existing in [&file, &log] {
        if existing.exists() {
            let existing = existing.display();
            bail!(UsageError(format!("{existing}: it is there already, and --init overwrites nothing")));
        }
    }
    let target = TargetName { package: package.id.clone(), name: package.program()?.to_owned() };
    let colour = options.colour.for_stdout().is_on();
    let Some(built) = project::build(&workspace, &[package], &[], colour, cancel)? else {
        return Ok(ExitCode::FAILURE);
    };
    let program = match built.executable(&target) {
        Ok(program) => program,
        Err(BuildFailure::Own(messages) | BuildFailure::Dependency(messages)) => {
            bail!("it doesn't compile, so that nothing was written:\n{messages}")
        }
    };
    let scratch = Scratch::new(&workspace.target, "init");
    let trial = Trial { program, file: &file, package, scratch: &scratch, seed: options.seed(), cancel };
    let Some(first) = trial.first(&options.args)? else {
        return Ok(ExitCode::FAILURE);
    };
    print(&format!("{}: {}\n", count(RUNS, "run"), first.seen))?;
    let cases = trial.cases(&first)?;
    if cancel.is_cancelled() {
        return Ok(ExitCode::FAILURE);
    }

    let mut text = format!(
        "# Written by `{} --init`. It says what the program does, which need not be what it should do: read it, and\n\
         # change what is wrong. {}: {}.\norder = \"{}\"\n",
        check_command(),
        count(RUNS, "run"),
        first.seen,
        first.order.unwrap_or(Order::Any).name(),
    );
    text.extend(cases);
    // Should both not fit, the one that would be in the way of another try isn't there.
    if first.order.is_some() {
        fs::write(&log, &first.log).with_context(|| format!("{}: can't be written", log.display()))?;
    }
    fs::write(&file, text).with_context(|| format!("{}: can't be written", file.display()))?;
    print(&format!("\nwritten: {}\n`{}` checks it from now on.\n", file.display(), check_command()))?;
    Ok(ExitCode::SUCCESS)
}

/// The package that we are in, or the only one with a program.
fn package(workspace: &Workspace) -> Result<&Package> {
    if let Some(package) = workspace.package_around() {
        return Ok(package);
    }
    let with_program: Vec<&Package> = workspace.packages.iter().filter(|it| it.program().is_ok()).collect();
    if let [only] = with_program.as_slice() {
        return Ok(only);
    }
    let folders: Vec<String> = with_program.iter().map(|it| it.folder().display().to_string()).collect();
    bail!(UsageError(format!(
        "--init is for one package: call it in its folder, or with --project FOLDER: {}",
        folders.join(", ")
    )))
}

/// What the first runs have shown.
struct First {
    /// The order of its lines, if they have one that all runs kept.
    order: Option<Order>,
    log: Vec<u8>,
    /// The keys of every case: arguments, losses, files, and the part that is compared.
    keys: String,
    statuses: Vec<u8>,
    /// In words.
    seen: String,
}

/// A program that is tried.
struct Trial<'a> {
    program: &'a Path,
    file: &'a PathBuf,
    package: &'a Package,
    scratch: &'a Scratch,
    seed: u64,
    cancel: &'a CancellationToken,
}

impl Trial<'_> {
    /// Runs a case.
    fn runs(&self, keys: &str, least: usize, first: Option<&First>) -> Result<Vec<CaseRun>> {
        let case: Case = spec::parse(self.file, keys)?;
        let order = first.and_then(|first| first.order).unwrap_or(Order::Any);
        let defaults = Defaults { order, runs: least, ..DEFAULTS };
        let mut prepared = Prepared::new(&self.package.name, &case, self.file, self.program, &defaults)?;
        prepared.log = first.map(|first| first.log.clone());
        let mut status = StatusLine::new();
        status.show(&format!("trying {}", &*case.name));
        let plan = Plan {
            scratch: self.scratch,
            workers: pool::workers(),
            stress: false,
            seed: self.seed,
            stop_at_failure: false,
            keep_runs: true,
        };
        let summaries = run_all(&[prepared], &plan, self.cancel, |_, _| Ok(()))?;
        Ok(summaries.into_iter().flat_map(|summary| summary.kept).collect())
    }

    /// Sees what it does when nothing goes wrong. `None` if that is no promise, or it was cancelled.
    fn first(&self, args: &[String]) -> Result<Option<First>> {
        let mut keys = String::new();
        if !args.is_empty() {
            let _ = writeln!(keys, "args = {}", toml::Value::from(args.to_vec()));
        }
        let runs = self.runs(&format!("name = \"plain\"\n{keys}part = \"any\"\n"), RUNS, None)?;
        if self.cancel.is_cancelled() {
            return Ok(None);
        }
        if let Some(run) = runs.iter().find(|run| statuses(std::slice::from_ref(run)).is_empty()) {
            let how = explain::problems(&run.problems[..1]) + &explain::hang_facts(&run.problems);
            let (word, stderr) = (run.verdict.word(), explain::stderr(&run.stderr));
            print(&format!("{word}\n{how}{stderr}\n{NOTHING_WRITTEN}"))?;
            return Ok(None);
        }
        let problems: Vec<&Problem> = runs.iter().flat_map(|run| &run.problems).collect();
        let mut files: Vec<String> = problems
            .iter()
            .filter_map(|problem| match problem {
                Problem::UnexpectedFile { file } => {
                    Some(format!("{} = \"any\"", toml::Value::from(file.as_str())))
                }
                _ => None,
            })
            .collect();
        files.sort();
        files.dedup();
        let losses: Vec<String> = runs[0].problems.iter().filter_map(loss).collect();
        let (order, how) = order(&runs);
        let log = runs[0].stdout.clone();
        let statuses = statuses(&runs);
        let mut seen = format!("status {}, {}, {how}", words(&statuses), count(lines(&log).len(), "line"));
        if !losses.is_empty() {
            let _ = write!(seen, "; {} reported on stderr", count(losses.len(), "loss"));
            let _ = writeln!(keys, "losses = {}", toml::Value::from(losses));
        }
        if !files.is_empty() {
            let _ = write!(seen, "; {} left", count(files.len(), "file"));
            let _ = writeln!(keys, "files = {{ {} }}", files.join(", "));
        }
        Ok(Some(First { order, log, keys, statuses, seen }))
    }

    /// Tries every case, and says of each what came of it. The text of each is as it is written.
    fn cases(&self, first: &First) -> Result<Vec<String>> {
        let plain = [("plain", "Nothing goes wrong around it.", "")];
        let mut texts = Vec::new();
        for (name, why, fault) in plain.into_iter().chain(FAULTS) {
            if self.cancel.is_cancelled() {
                break;
            }
            let mut keys = format!("name = \"{name}\"\n{}{fault}", first.keys);
            if first.order.is_none() && !fault.contains("part =") {
                keys += "part = \"any\"\n";
            } else if first.order.is_none() {
                keys = keys.replace("\"subset\"", "\"any\"");
            }
            let case: Case = spec::parse(self.file, &keys)?;
            if let Some(reason) = case.skipped() {
                print(&format!("not tried  {name}: {reason}\n"))?;
                texts.push(format!("\n# {why}\n# Not tried: {reason}.\n[[case]]\n{keys}"));
                continue;
            }
            // Which status it has is found out first. A signal that comes too late changes nothing.
            let mut runs = self.runs(&keys, RUNS, Some(first))?;
            let mut all = statuses(&runs);
            if all.contains(&130) {
                all.extend(&first.statuses);
                all.sort_unstable();
                all.dedup();
            }
            match all.as_slice() {
                [] | [0] => {}
                [one] => keys += &format!("status = {one}\n"),
                several => keys += &format!("status = {several:?}\n"),
            }
            if !all.is_empty() {
                runs = self.runs(&keys, RUNS, Some(first))?;
            }
            let Some(failed) = runs.iter().find(|run| run.verdict.failed()) else {
                print(&format!("ok         {name}: status {}\n", words(&all)))?;
                texts.push(format!("\n# {why}\n[[case]]\n{keys}"));
                continue;
            };
            let times = runs.iter().filter(|run| run.verdict.failed()).count();
            let problems = explain::problems(&failed.problems);
            let why_not = format!("{problems}{}", explain::hang(&failed.problems));
            let title = format!("{name}: {times} of {} failed", runs.len());
            print(&format!(
                "{:<9}  {title}\n{why_not}{}",
                failed.verdict.word(),
                explain::stderr(&failed.stderr)
            ))?;
            let comment = |text: &str| -> String { text.lines().map(|line| format!("# {line}\n")).collect() };
            texts.push(format!(
                "\n# {why}\n# Left out: {} in {times} of {} runs. Fix the program, then uncomment the case.\n{}# [[case]]\n{}",
                failed.verdict.word(),
                runs.len(),
                comment(&problems),
                comment(&keys)
            ));
        }
        Ok(texts)
    }
}

/// The statuses with which it exited, each once. Of a run that hung, panicked or crashed there is none.
fn statuses(runs: &[CaseRun]) -> Vec<u8> {
    let status = |run: &CaseRun| match run.problems.first() {
        Some(Problem::Status { got: Some(got), .. }) => u8::try_from(*got).ok(),
        Some(Problem::Killed { signal }) if signal == "SIGINT" => Some(130),
        Some(Problem::Killed { signal }) if signal == "SIGPIPE" => Some(141),
        Some(Problem::Killed { .. } | Problem::Panicked | Problem::Hung(_)) => None,
        Some(Problem::LeftBehind | Problem::Flooded(..) | Problem::NotRun { .. }) => None,
        _ => Some(0),
    };
    let mut statuses: Vec<u8> = runs.iter().filter_map(status).collect();
    statuses.sort_unstable();
    statuses.dedup();
    statuses
}

fn loss(problem: &Problem) -> Option<String> {
    match problem {
        Problem::LossUnexpected { line } => Some(String::from_utf8_lossy(line).into_owned()),
        _ => None,
    }
}

/// The strictest order that all runs kept, and how that is said.
fn order(runs: &[CaseRun]) -> (Option<Order>, &'static str) {
    let first = &runs[0].stdout;
    let agree = |order| runs.iter().all(|run| compare_part(Part::All, order, first, &run.stdout).is_empty());
    let has_lanes = lines(first).iter().any(|line| line.windows(3).any(|part| part == b" | "));
    if lines(first).iter().any(|line| line.ends_with(b"\r")) {
        (None, "with line ends that a log can't hold, so that they aren't compared")
    } else if agree(Order::Exact) {
        (Some(Order::Exact), "the same in each run, so that the order is \"exact\"")
    } else if has_lanes && agree(Order::Lanes) {
        (Some(Order::Lanes), "in an order that differs between lanes only, so that it is \"lanes\"")
    } else if agree(Order::Any) {
        (Some(Order::Any), "the same in each run in another order, so that it is \"any\"")
    } else {
        (None, "others in each run: what it has to print could not be decided, and isn't compared")
    }
}

fn words(statuses: &[u8]) -> String {
    let words: Vec<String> = statuses.iter().map(u8::to_string).collect();
    if words.is_empty() { "none".to_owned() } else { words.join(" or ") }
}
