//! `cargo xtask workshop`: exercises that fail the way real programs fail, checked on every save.

mod commands;
mod difference;
mod doctor;
mod exercise;
mod package;
mod progress;
mod read;
mod select;
pub mod terminal;
mod trial;
mod verify;
mod watch;
mod words;

use std::process::ExitCode;

use anyhow::Result;

use crate::misuse::Misuse;
use crate::report::{self, Colour, Paint};
use crate::run::Stop;
use crate::scratch::Scratch;
use crate::text::count;
use crate::verdict::Verdict;
use crate::workspace::Workspace;
use exercise::{Exercise, Variant};
use package::Package;
use progress::{Found, Progress};
use terminal::Status;
use trial::Judged;

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
    Watch,
    /// List all exercises.
    List,
    /// Check one exercise once.
    Run(Option<String>),
    /// Show a hint of this level.
    Hint(String, usize),
    /// Show a right answer.
    Solution {
        /// To this exercise.
        name: String,
        /// Without asking.
        yes: bool,
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

impl Command {
    /// Reads the words of the command line.
    pub fn read(words: &[&str], flags: &Flags) -> Result<Command, String> {
        let name = |name: &str| name.to_owned();
        let command = match *words {
            [] => Command::Watch,
            ["list"] => Command::List,
            ["run"] => Command::Run(None),
            ["run", exercise] => Command::Run(Some(name(exercise))),
            ["hint", exercise] => Command::Hint(name(exercise), 1),
            ["hint", exercise, level] => {
                let level = level.parse().ok().filter(|level| (1..=exercise::HINTS).contains(level));
                Command::Hint(name(exercise), level.ok_or("a hint's level is 1, 2 or 3")?)
            }
            ["solution", exercise] => Command::Solution { name: name(exercise), yes: flags.yes },
            ["reset"] if flags.all => Command::Reset(None),
            ["reset", exercise] if !flags.all => Command::Reset(Some(name(exercise))),
            ["reset", ..] => return Err("reset takes either one name or --all".to_owned()),
            ["next"] => Command::Next,
            ["doctor"] => Command::Doctor,
            ["verify", ref names @ ..] => {
                let names = names.iter().map(|exercise| name(exercise)).collect();
                Command::Verify { names, repeat: flags.repeat.unwrap_or(1) }
            }
            ["hint" | "solution"] => return Err(format!("{}: of which exercise?", words[0])),
            [command @ ("list" | "run" | "hint" | "solution" | "next" | "doctor"), ..] => {
                return Err(format!("{command}: what is {:?}?", words[words.len() - 1]));
            }
            [command, ..] => {
                let nearest = crate::text::nearest(command, COMMANDS);
                let hint = nearest.map(|nearest| format!(": did you mean {nearest}?")).unwrap_or_default();
                return Err(format!("there is no command `workshop {command}`{hint}"));
            }
        };
        let misplaced = [
            ("--repeat", flags.repeat.is_some() && !matches!(command, Command::Verify { .. })),
            ("--yes", flags.yes && !matches!(command, Command::Solution { .. })),
            ("--all", flags.all && !matches!(command, Command::Reset(_))),
        ];
        match misplaced.iter().find(|(_, is)| *is) {
            Some((flag, _)) => Err(format!("{flag} doesn't go with this command")),
            None => Ok(command),
        }
    }
}

const COMMANDS: [&str; 8] = ["list", "run", "hint", "solution", "reset", "next", "verify", "doctor"];

/// The flags of the command line that go with some of the commands.
#[derive(Default)]
pub struct Flags {
    /// How often right answers run.
    pub repeat: Option<usize>,
    /// Don't ask.
    pub yes: bool,
    /// Every exercise.
    pub all: bool,
}

/// A participant's workshop: everything that the commands share.
struct Workshop {
    workspace: Workspace,
    exercises: Vec<Exercise>,
    paint: Paint,
    stop: Stop,
}

/// Runs the command.
pub fn run(options: &Options, stop: &Stop) -> Result<ExitCode> {
    let workspace = Workspace::find()?;
    let exercises = exercise::exercises(&workspace)?;
    let paint = options.colour.for_stdout();
    let workshop = Workshop { workspace, exercises, paint, stop: stop.clone() };
    match &options.command {
        // Without a terminal nobody saves, and nobody presses a key.
        Command::Watch if terminal::is_there() => watch::run(&workshop),
        Command::Watch => workshop.run(None),
        Command::List => workshop.list(),
        Command::Run(name) => workshop.run(name.as_deref()),
        Command::Hint(name, level) => commands::hint(&workshop, name, *level),
        Command::Solution { name, yes } => commands::solution(&workshop, name, *yes),
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
        let found = progress::read(root, &self.exercises)?;
        match &found {
            Found::Progress(_) => {}
            Found::Missing => {}
            Found::Damaged(why) => {
                eprintln!("{}: {why}; it is made anew by running your exercises", progress::FILE);
            }
        }
        if let Found::Progress(progress) = found {
            return Ok(progress);
        }
        let mut progress = Progress::none(root);
        // What is as it was at the start doesn't pass: no need to run it.
        let edited = |exercise: &&Exercise| {
            !exercise.untouched() && exercise.file(&Variant::Yours).is_file() && exercise.skipped().is_none()
        };
        for exercise in self.exercises.iter().filter(edited) {
            let Some(judged) = self.check_once(exercise)? else {
                // What isn't known to the end isn't kept: the next command begins anew.
                anyhow::bail!("stopped before it was known how far you are");
            };
            progress.set(&exercise.name, !judged.verdict().failed());
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

    /// How many exercises there are to do on this system.
    fn to_do(&self) -> usize {
        self.exercises.iter().filter(|exercise| exercise.skipped().is_none()).count()
    }

    /// Checks an exercise, and says on the terminal what is being waited for. `None` if it was stopped.
    fn check_once(&self, exercise: &Exercise) -> Result<Option<Judged>> {
        let mut status = Status::new(terminal::is_there());
        let width = terminal::width();
        self.check(exercise, &self.stop, |note| status.tell(note, width))
    }

    /// Builds the participant's file, and runs it. `None` if it was stopped.
    fn check(&self, exercise: &Exercise, stop: &Stop, mut note: impl FnMut(&str)) -> Result<Option<Judged>> {
        let file = exercise.file(&Variant::Yours);
        if !file.is_file() {
            anyhow::bail!(Misuse(format!(
                "{}: there is no such file; `cargo xtask workshop reset {}` puts the starter there",
                file.display(),
                exercise.name
            )));
        }
        let package = Package::prepare(&self.workspace, &self.exercises)?;
        let program = exercise.program(&Variant::Yours);
        let programs = std::slice::from_ref(&program);
        let Some(built) = package.build(programs, self.paint.is_on(), stop, &mut note)? else {
            return Ok(None);
        };
        let said = built.of(&program);
        let Some(executable) = said.program.clone() else {
            return Ok(Some(trial::not_built(&built, &program)));
        };
        note("running");
        let scratch = Scratch::new(&self.workspace.target, "workshop");
        let judged = trial::runs(exercise, &program, said, &executable, &scratch, stop)?;
        let Some(mut judged) = judged else {
            return Ok(None);
        };
        if exercise.declared.holds.clippy && !judged.verdict().failed() {
            let Some(built) = package.clippy(programs, self.paint.is_on(), stop, &mut note)? else {
                return Ok(None);
            };
            trial::add_lints(&mut judged, &built.of(&program));
        }
        Ok(Some(judged))
    }

    fn run(&self, name: Option<&str>) -> Result<ExitCode> {
        let named = name.map(|name| select::one(&self.exercises, name)).transpose()?;
        let mut progress = self.progress()?;
        let exercise = named.unwrap_or_else(|| progress.current(&self.exercises));
        if let Some(reason) = exercise.skipped() {
            report::print(&format!("skipped  {}: {reason}\n", exercise.name))?;
            return Ok(ExitCode::SUCCESS);
        }
        let Some(judged) = self.check_once(exercise)? else {
            return Ok(ExitCode::FAILURE);
        };
        let passes = !judged.verdict().failed();
        self.catch_up(&mut progress);
        progress.set(&exercise.name, passes);
        progress.go_to(exercise);
        self.keep(&progress);
        let mut text = words::verdict(exercise, &judged, self.paint, terminal::width());
        text += "\n";
        text += &if passes {
            match progress.open_after(&self.exercises, Some(&exercise.name)) {
                Some(next) => format!("Next is {}: cargo xtask workshop next\n", next.name),
                None => "That was the last one: all pass.\n".to_owned(),
            }
        } else {
            format!("The file: {}\nStuck? cargo xtask workshop hint {}\n", exercise.path(), exercise.name)
        };
        report::print(&text)?;
        Ok(if passes { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    fn list(&self) -> Result<ExitCode> {
        report::print(&self.listed(&self.progress()?))?;
        Ok(ExitCode::SUCCESS)
    }

    /// The exercises, a line each, and how far one is.
    fn listed(&self, progress: &Progress) -> String {
        let current = progress.current(&self.exercises);
        let width = self.exercises.iter().map(|exercise| exercise.name.len()).max().unwrap_or_default();
        // In a narrow terminal what matters least gives way, so that each keeps to its line.
        let room = terminal::width_told().unwrap_or(usize::MAX);
        let room = room.saturating_sub(">000  skipped  ".len() + width + "  ".len());
        let titles = self.exercises.iter().map(|exercise| exercise.declared.title.chars().count());
        let longest_title = titles.max().unwrap_or_default();
        let wholes = self.exercises.iter().map(|Exercise { demo, declared, .. }| {
            demo.chars().count() + ": ".len() + declared.title.chars().count()
        });
        let longest_whole = wholes.max().unwrap_or_default();
        let mut text = String::new();
        for exercise in &self.exercises {
            let state = match exercise.skipped() {
                Some(_) => self.paint.verdict(Verdict::Skipped, "skipped"),
                None if progress.has_passed(exercise) => self.paint.verdict(Verdict::Ok, "passes "),
                None => "open   ".to_owned(),
            };
            let here = if exercise.name == current.name { '>' } else { ' ' };
            let Exercise { name, demo, declared: exercise::Declared { number, title, .. }, .. } = exercise;
            let what = match (longest_whole <= room, longest_title <= room) {
                (true, _) => format!("  {demo}: {title}"),
                (false, true) => format!("  {title}"),
                (false, false) => String::new(),
            };
            let line = format!("{here}{number:>3}  {state}  {name:<width$}{what}");
            text += line.trim_end();
            text.push('\n');
        }
        text += &format!("\n{}\n", words::bar(progress.count(), self.to_do(), terminal::width()));
        text
    }

    /// These exercises; all, if none is named.
    fn named(&self, names: &[String]) -> Result<Vec<&Exercise>> {
        if names.is_empty() {
            return Ok(self.exercises.iter().collect());
        }
        names.iter().map(|name| select::one(&self.exercises, name)).collect()
    }
}

/// A count of exercises.
fn exercises(number: usize) -> String {
    count(number, "exercise")
}
