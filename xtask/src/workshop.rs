//! `cargo xtask workshop`: exercises that fail the way real programs fail, checked on every save.

mod build;
mod check;
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
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::engine::cancel::CancellationToken;
use crate::engine::cargo::Toolchain;
use crate::engine::workspace::Workspace;
use crate::term::{self, Colour, Paint, print};
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
