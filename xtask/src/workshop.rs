//! `cargo xtask workshop`: exercises that fail the way real programs fail, checked on every save.

mod build;
mod commands;
mod doctor;
mod exercise;
mod judge;
mod progress;
mod select;
mod verify;
mod watch;
mod words;

use std::env;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::engine::cancel::CancellationToken;
use crate::engine::cargo::Toolchain;
use crate::engine::case::{CaseEvent, Plan, run_all};
use crate::engine::pool;
use crate::engine::scratch::Scratch;
use crate::engine::workspace::Workspace;
use crate::term::status::StatusLine;
use crate::term::{self, Colour, Paint, print};
use crate::usage::UsageError;
use build::{Call, Tool};
use exercise::{Exercise, Variant};
use judge::Judged;
use progress::{Found, Progress};

/// What the command line asked for.
pub struct Options {
    /// What to do.
    pub command: Command,
    /// Whether to colour.
    pub colour: Colour,
}

/// One of the commands.
pub enum Command {
    /// Watch the current exercise.
    Watch(WatchOptions),
    /// List all exercises.
    List,
    /// Check one exercise once.
    Run(Option<String>),
    /// Show a hint of this level.
    Hint(String, usize),
    /// Show a right answer to this exercise.
    Solution {
        /// Its name.
        name: String,
        /// Without asking.
        yes: bool,
        /// Put it in the place of the participant's file.
        apply: bool,
    },
    /// Put the starter back: of this exercise, or of all.
    Reset(Option<String>),
    /// Go on to the next exercise.
    Next,
    /// Say whether this machine is ready.
    Doctor,
    /// Prove that the exercises are what they say.
    Verify {
        /// These; all, if none is named.
        names: Vec<String>,
        /// How often right answers run.
        repeat: usize,
    },
}

/// How exercises are watched.
#[derive(Default)]
pub struct WatchOptions {
    /// Print one thing after the other, and redraw nothing.
    pub plain: bool,
    /// What opens a file, instead of `$VISUAL` and `$EDITOR`.
    pub editor: Option<String>,
}

/// The names of the commands.
pub const COMMANDS: [&str; 8] = ["list", "run", "hint", "solution", "reset", "next", "verify", "doctor"];

/// A participant's workshop: everything that the commands share.
struct Workshop {
    workspace: Workspace,
    exercises: Vec<Exercise>,
    paint: Paint,
    cancel: CancellationToken,
}

/// What a check is at.
enum Stage {
    /// Cargo has printed this.
    Cargo(String),
    /// It runs the program: so many runs of so many are done, and the one that has been running for the longest since then
    /// may take so long.
    Runs { done: usize, of: usize, since: Instant, limit: Duration },
}

impl Stage {
    /// In a few words; nothing, if it isn't worth any.
    fn words(&self) -> Option<String> {
        match self {
            Stage::Cargo(line) => {
                // Building [=====>      ] 12/40: tokio, flume
                if let Some((_, rest)) = line.rsplit_once("Building [")
                    && let Some((_, rest)) = rest.split_once("] ")
                    && let Some((numbers, _)) = rest.split_once(':')
                    && let Some((done, of)) = numbers.split_once('/')
                {
                    return Some(format!("building, {done} of {of}"));
                }
                line.contains("Blocking").then(|| "waiting for another cargo to finish".to_owned())
            }
            Stage::Runs { done, of, since, limit } => {
                // At the limit it takes a moment to say what it waits for.
                let (now, limit) = (since.elapsed().min(*limit).as_secs(), limit.as_secs_f64());
                Some(format!("running, {now} s of {limit} (run {} of {of})", (done + 1).min(*of)))
            }
        }
    }
}

/// Runs the command.
pub fn run(options: &Options, cancel: &CancellationToken) -> Result<ExitCode> {
    let here = env::current_dir().context("the current folder can't be read")?;
    let workspace = Workspace::find(&here, Toolchain::Ours)?;
    let exercises = exercise::read_all(&workspace)?;
    let paint = options.colour.for_stdout();
    let workshop = Workshop { workspace, exercises, paint, cancel: cancel.clone() };
    match &options.command {
        // Without a terminal nothing is saved, and no key is pressed.
        Command::Watch(options) if term::is_interactive() => watch::run(&workshop, options),
        Command::Watch(_) => commands::run(&workshop, None),
        Command::List => commands::list(&workshop),
        Command::Run(name) => commands::run(&workshop, name.as_deref()),
        Command::Hint(name, level) => commands::hint(&workshop, name, *level),
        Command::Solution { name, yes, apply } => commands::solution(&workshop, name, *yes, *apply),
        Command::Reset(name) => commands::reset(&workshop, name.as_deref()),
        Command::Next => commands::next(&workshop),
        Command::Doctor => doctor::run(&workshop),
        Command::Verify { names, repeat } => verify::run(&workshop, names, *repeat),
    }
}

impl Workshop {
    /// How far the participant is. A file that is missing or damaged is made anew by running the exercises.
    fn progress(&self) -> Result<Progress> {
        let root = &self.workspace.root;
        match progress::read(root, &self.exercises)? {
            Found::Progress(progress) => return Ok(progress),
            Found::Missing => {}
            Found::Damaged(why) => {
                eprintln!("{}: {why}; it is made anew by running your exercises", progress::FILE);
            }
        }
        let mut progress = Progress::none(root);
        // What is as it was at the start doesn't pass: no need to run it.
        let edited = |exercise: &&Exercise| {
            !exercise.is_untouched()
                && exercise.path(&Variant::Yours).is_file()
                && exercise.skipped().is_none()
        };
        for exercise in self.exercises.iter().filter(edited) {
            let Some(judged) = self.check_once(exercise)? else {
                // What isn't known to the end isn't kept: the next command begins anew.
                bail!("stopped before it was known how far you are");
            };
            progress.set(&exercise.name, judged.passed());
        }
        self.keep(&progress);
        Ok(progress)
    }

    /// Writes down how far the participant is. Where that can't be done, the verdict still counts.
    fn keep(&self, progress: &Progress) {
        if let Err(error) = progress.write(&self.exercises) {
            eprintln!("{error:#}");
        }
    }

    /// Takes over what another command, in another terminal, has written meanwhile.
    fn catch_up(&self, progress: &mut Progress) {
        if let Ok(Found::Progress(newest)) = progress::read(&self.workspace.root, &self.exercises) {
            *progress = newest;
        }
    }

    /// Takes over what came of an exercise.
    fn count(&self, progress: &mut Progress, exercise: &Exercise, judged: &Judged) {
        self.catch_up(progress);
        progress.set(&exercise.name, judged.passed());
        progress.go_to(exercise);
        self.keep(progress);
    }

    /// How many exercises there are to do on this system.
    fn to_do(&self) -> usize {
        self.exercises.iter().filter(|exercise| exercise.skipped().is_none()).count()
    }

    /// Checks an exercise, and shows on the terminal what is being waited for. `None` if it was cancelled.
    fn check_once(&self, exercise: &Exercise) -> Result<Option<Judged>> {
        let mut status = StatusLine::new();
        self.check(exercise, &self.cancel, |stage| {
            if let Some(words) = stage.words() {
                status.show(&words);
            }
        })
    }

    /// Builds the participant's file, runs its cases side by side, and asks clippy if it must. `None` if it was cancelled.
    fn check(
        &self,
        exercise: &Exercise,
        cancel: &CancellationToken,
        mut at: impl FnMut(Stage),
    ) -> Result<Option<Judged>> {
        let file = exercise.path(&Variant::Yours);
        if !file.is_file() {
            bail!(UsageError(format!(
                "{}: there is no such file; `cargo xtask workshop reset {}` puts the starter there",
                file.display(),
                exercise.name
            )));
        }
        let target = build::own_target(exercise)?;
        let mut cargo = |tool| {
            let call = Call { tool, colour: self.paint.is_on(), offline: false, cancel };
            let progress = |line: &str| at(Stage::Cargo(line.to_owned()));
            build::own(&call, &self.workspace, &self.exercises, &[exercise], progress)
        };
        let Some(built) = cargo(Tool::Build)? else {
            return Ok(None);
        };
        let program = match built.executable(&target) {
            Ok(program) => program,
            Err(failure) => return Ok(Some(judge::not_built(&built, &target, failure))),
        };
        let prepared = judge::prepare(exercise, &exercise.name, program)?;
        let scratch = Scratch::new(&self.workspace.target, "workshop");
        let plan = Plan {
            scratch: &scratch,
            workers: pool::workers(),
            stress: false,
            seed: 0,
            stop_at_failure: true,
            keep_runs: false,
        };
        let of = prepared.iter().map(|case| case.runs).sum();
        let mut done = 0;
        let mut running: Vec<(usize, Instant)> = Vec::new();
        // A child, since a failure here must not end anything else.
        let summaries = run_all(&prepared, &plan, &cancel.child_token(), |event, _| {
            match event {
                CaseEvent::Started(place) => running.push((place, Instant::now())),
                CaseEvent::Finished(place) => {
                    done += 1;
                    running.retain({
                        let mut first = true;
                        move |(of, _)| *of != place || !std::mem::take(&mut first)
                    });
                }
            }
            if let Some(&(place, since)) = running.first() {
                at(Stage::Runs { done, of, since, limit: prepared[place].limit });
            }
            Ok(())
        })?;
        if cancel.is_cancelled() {
            return Ok(None);
        }
        let judged = judge::sum_up(exercise, &prepared, &summaries);
        let mut judged = judged.context("none of its cases was run")?;
        if judged.passed() && exercise.lints().next().is_some() {
            let mut cargo = |tool| {
                let call = Call { tool, colour: self.paint.is_on(), offline: false, cancel };
                let progress = |line: &str| at(Stage::Cargo(line.to_owned()));
                build::own(&call, &self.workspace, &self.exercises, &[exercise], progress)
            };
            let Some(found) = cargo(Tool::Clippy)? else {
                return Ok(None);
            };
            judged.add_lints(exercise, &found, &target);
        }
        Ok(Some(judged))
    }

    /// These exercises; all, if none is named.
    fn named(&self, names: &[String]) -> Result<Vec<&Exercise>> {
        if names.is_empty() {
            return Ok(self.exercises.iter().collect());
        }
        names.iter().map(|name| select::one(&self.exercises, name)).collect()
    }

    /// The list of exercises, and how far one is.
    fn listed(&self, progress: &Progress) -> String {
        let rows: String = words::list(self, progress, "").into_iter().map(|row| row.text + "\n").collect();
        format!("{rows}\n{}\n", words::bar(progress.count(), self.to_do(), term::width()))
    }
}

/// A question that is answered with y or n, and Enter. Ctrl-C answers it too.
fn asks(question: &str, cancel: &CancellationToken) -> Result<bool> {
    use crate::term::keys::{Key, Keys};

    print(question)?;
    let keys = Keys::read()?;
    let answer = loop {
        match keys.next(Duration::from_millis(50)) {
            Some(Key::Char('y' | 'Y')) => break true,
            Some(Key::Char('n' | 'N') | Key::Enter | Key::Escape | Key::Interrupt | Key::Quit) => {
                break false;
            }
            _ if cancel.is_cancelled() => break false,
            _ => {}
        }
    };
    print(if answer { "y\n" } else { "n\n" })?;
    Ok(answer)
}
