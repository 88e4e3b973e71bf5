//! At a terminal: shows the exercise, checks it, and checks it again whenever its file is saved.

mod view;

use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::sync::mpsc::{self, Receiver};
use std::thread::{self, Scope, ScopedJoinHandle};
use std::time::{Duration, SystemTime};

use anyhow::Result;

use super::check::Stage;
use super::exercise::{Exercise, HINTS, Variant};
use super::judge::Judged;
use super::progress::{FILE, Progress};
use super::{WatchOptions, Workshop, commands, words};
use crate::INTERRUPTED;
use crate::engine::cancel::CancellationToken;
use crate::term::keys::{Key, Keys};
use crate::term::screen::Screen;
use crate::term::status::StatusLine;
use crate::term::{self, print};
use words::Block;

/// How often the file is looked at. No watcher of the system's: looking at one file costs nothing, and works on every
/// drive and with every way of saving.
const TICK: Duration = Duration::from_millis(50);
/// The same while a check runs, so that its verdict isn't kept waiting.
const SHORT_TICK: Duration = Duration::from_millis(10);
/// An editor may write in more than one go: what was saved must have stayed as it is for this long.
const SETTLED: Duration = Duration::from_millis(20);

/// Watches until everything passes, or the participant quits.
pub fn run(workshop: &Workshop, options: &WatchOptions) -> Result<ExitCode> {
    let is_first = !workshop.workspace.root.join(FILE).exists();
    let progress = workshop.progress()?;
    let mut exercise = progress.current(&workshop.exercises);
    if progress.has_passed(exercise) {
        exercise = progress.open_after(&workshop.exercises, Some(&exercise.name)).unwrap_or(exercise);
    }
    let keys = Keys::read()?;
    thread::scope(|scope| {
        let mut session = Session {
            workshop,
            options,
            scope,
            keys: &keys,
            screen: (!options.plain).then(Screen::new),
            status: StatusLine::new(),
            exercise,
            progress,
            saved: None,
            check: None,
            attempt: 0,
            outcome: Outcome::None,
            says: None,
            question: None,
            hints: 0,
            is_welcome: false,
            is_cut: false,
        };
        let result = session.watch(is_first);
        session.stop_check();
        result
    })
}

/// Everything between the first screen and the last.
struct Session<'scope, 'env> {
    workshop: &'env Workshop,
    options: &'env WatchOptions,
    scope: &'scope Scope<'scope, 'env>,
    keys: &'env Keys,
    /// Without one, things are printed below each other.
    screen: Option<Screen>,
    status: StatusLine,
    exercise: &'env Exercise,
    progress: Progress,
    /// The file as it was last checked.
    saved: Option<Saved>,
    check: Option<Check<'scope>>,
    /// How often this exercise was checked.
    attempt: usize,
    outcome: Outcome,
    /// A hint, or what came of a key.
    says: Option<String>,
    question: Option<Question>,
    /// How many hints have been shown.
    hints: usize,
    /// Whether the welcome is still on the screen.
    is_welcome: bool,
    /// Whether the screen has no room for all there is to say.
    is_cut: bool,
}

/// What came of the last check.
enum Outcome {
    None,
    /// With the time of day and the attempt.
    Judged(Box<Judged>, String),
    Error(String),
}

/// A check that runs in a thread of its own.
struct Check<'scope> {
    cancel: CancellationToken,
    thread: ScopedJoinHandle<'scope, Result<Option<Judged>>>,
    stages: Receiver<Stage>,
    stage: Option<Stage>,
}

/// What is done if the answer is yes.
#[derive(Clone, Copy)]
enum Question {
    Reset,
    Solution,
}

/// What one looks at to see whether a file was saved.
#[derive(PartialEq, Eq)]
struct Saved {
    modified: Option<SystemTime>,
    contents: Vec<u8>,
}

impl Saved {
    fn look(file: &Path) -> Option<Saved> {
        let modified = fs::metadata(file).ok()?.modified().ok();
        Some(Saved { modified, contents: fs::read(file).ok()? })
    }
}

impl<'env> Session<'_, 'env> {
    fn watch(&mut self, is_first: bool) -> Result<ExitCode> {
        if is_first {
            self.is_welcome = self.screen.is_some();
            self.tell(&view::welcome(self.workshop, self.exercise))?;
        }
        self.go_to(self.exercise)?;
        while !self.workshop.cancel.is_cancelled() {
            self.draw()?;
            let tick = if self.check.is_some() { SHORT_TICK } else { TICK };
            match self.keys.next(tick) {
                Some(Key::Interrupt) => return Ok(ExitCode::from(INTERRUPTED)),
                Some(key) if !self.press(key)? => break,
                _ => {}
            }
            if self.was_saved() {
                self.start_check();
            }
            self.take_stages();
            if self.check.as_ref().is_some_and(|check| check.thread.is_finished()) {
                self.finish_check()?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }

    /// Shows another exercise, and checks it.
    fn go_to(&mut self, exercise: &'env Exercise) -> Result<()> {
        self.exercise = exercise;
        self.workshop.catch_up(&mut self.progress);
        self.progress.go_to(exercise);
        self.workshop.keep(&self.progress);
        (self.attempt, self.hints) = (0, 0);
        self.outcome = Outcome::None;
        self.says = None;
        self.tell(&words::header(self.workshop, &self.progress, exercise, term::width()))?;
        self.start_check();
        Ok(())
    }

    /// In the log style, prints this.
    fn tell(&mut self, blocks: &[Block]) -> Result<()> {
        if self.screen.is_none() {
            self.status.clear();
            print(&format!("\n{}", words::joined(blocks)))?;
        }
        Ok(())
    }

    /// Says this now, and on the screen for as long as nothing else is said.
    fn say(&mut self, text: String) -> Result<()> {
        self.tell(&[Block::whole(text.clone())])?;
        self.says = Some(text);
        Ok(())
    }

    fn draw(&mut self) -> Result<()> {
        let stage = self.check.as_ref().and_then(|check| check.stage.as_ref()).and_then(Stage::words);
        let stage = stage.or_else(|| self.check.is_some().then(|| "building".to_owned())).unwrap_or_default();
        if self.screen.is_none() {
            self.status.show(&stage);
            return Ok(());
        }
        let (lines, is_cut) = self.frame(&stage);
        self.is_cut = is_cut;
        self.screen.as_mut().map_or(Ok(()), |screen| screen.draw(&lines))
    }

    fn file(&self) -> std::path::PathBuf {
        self.exercise.path(&Variant::Yours)
    }

    fn was_saved(&self) -> bool {
        let file = self.file();
        let mut now = Saved::look(&file);
        // A file that isn't there is being saved just now, or gone: neither can be checked.
        if now.is_none() || now == self.saved {
            return false;
        }
        loop {
            thread::sleep(SETTLED);
            let later = Saved::look(&file);
            if later == now || self.workshop.cancel.is_cancelled() {
                return true;
            }
            now = later;
        }
    }

    /// Checks the file anew, and ends a check that is running.
    fn start_check(&mut self) {
        self.stop_check();
        self.saved = Saved::look(&self.file());
        self.attempt += 1;
        let cancel = self.workshop.cancel.child_token();
        let (sender, stages) = mpsc::channel();
        let (workshop, exercise, token) = (self.workshop, self.exercise, cancel.clone());
        let check = move || workshop.check(exercise, &token, &mut |stage| drop(sender.send(stage)));
        self.check = Some(Check { thread: self.scope.spawn(check), cancel, stages, stage: None });
    }

    fn stop_check(&mut self) {
        if let Some(check) = self.check.take() {
            check.cancel.cancel();
            // What came of it doesn't matter any more.
            let _ = check.thread.join();
        }
    }

    fn take_stages(&mut self) {
        if let Some(check) = &mut self.check
            && let Some(newest) = check.stages.try_iter().filter(|stage| stage.words().is_some()).last()
        {
            check.stage = Some(newest);
        }
    }

    /// Takes over what came of a check.
    fn finish_check(&mut self) -> Result<()> {
        let Some(check) = self.check.take() else {
            return Ok(());
        };
        let result = check.thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        let outcome = match result {
            Ok(None) => return Ok(()),
            Ok(Some(judged)) => {
                self.workshop.count(&mut self.progress, self.exercise, &judged);
                let time = time_of_day().map(|time| format!("{time}, ")).unwrap_or_default();
                Outcome::Judged(Box::new(judged), format!("{time}attempt {}", self.attempt))
            }
            // It may be gone with the next save.
            Err(error) => Outcome::Error(format!("error: {error:#}")),
        };
        self.says = None;
        self.outcome = outcome;
        let mut blocks = vec![Block::whole("-".repeat(term::width().min(60)))];
        blocks.extend(self.outcome_blocks(term::width()));
        let bar = words::bar(self.progress.count(), self.workshop.to_do(), term::width());
        blocks.push(Block::whole(format!("{bar}\n{}", self.keys_line())));
        self.tell(&blocks)
    }

    /// Does what a key asks for. Whether to go on.
    fn press(&mut self, key: Key) -> Result<bool> {
        if let Some(question) = self.question.take() {
            self.says = None;
            match (key, question) {
                (Key::Char('y' | 'Y'), Question::Reset) => self.reset()?,
                (Key::Char('y' | 'Y'), Question::Solution) => self.show_solution()?,
                (Key::Quit, _) => return Ok(false),
                _ => self.say("Nothing was done.".to_owned())?,
            }
            return Ok(true);
        }
        if self.is_welcome && !matches!(key, Key::Quit | Key::Char('q') | Key::Resized | Key::Resumed) {
            self.is_welcome = false;
            return Ok(true);
        }
        match key {
            Key::Quit => return Ok(false),
            Key::Resumed => {
                if let Some(screen) = &mut self.screen {
                    screen.forget();
                }
            }
            Key::Char(char) => match char.to_ascii_lowercase() {
                'q' => return Ok(false),
                'n' => return self.next(),
                'r' => self.start_check(),
                'h' => self.hint()?,
                'l' => self.list()?,
                'e' => self.edit()?,
                'v' => self.show_all()?,
                'x' => {
                    self.ask(Question::Reset, "Put the starter back? Your file is kept beside it. [y/N]")?;
                }
                's' if self.progress.has_passed(self.exercise) => self.show_solution()?,
                's' => self.ask(Question::Solution, "It doesn't pass yet. See a right answer? [y/N]")?,
                '?' => self.help()?,
                _ => {}
            },
            _ => {}
        }
        Ok(true)
    }

    fn ask(&mut self, question: Question, text: &str) -> Result<()> {
        self.question = Some(question);
        self.say(text.to_owned())
    }

    fn next(&mut self) -> Result<bool> {
        match self.progress.open_after(&self.workshop.exercises, Some(&self.exercise.name)) {
            Some(next) => self.go_to(next)?,
            None if self.progress.has_passed(self.exercise) => {
                self.screen = None;
                print("\nAll exercises pass. That was the workshop.\n")?;
                return Ok(false);
            }
            None => self.say("This is the last one that is open.".to_owned())?,
        }
        Ok(true)
    }

    fn hint(&mut self) -> Result<()> {
        self.hints = (self.hints + 1).min(HINTS);
        let more = if self.hints < HINTS { "`h` shows more." } else { "`s` shows a right answer." };
        self.say(format!("{}{more}", words::hint(self.exercise, self.hints, term::width())))
    }

    fn reset(&mut self) -> Result<()> {
        match commands::put_back(self.exercise, &self.workshop.workspace) {
            Ok(text) => self.say(format!("{}: {text}", self.exercise.name)),
            Err(error) => self.say(format!("error: {error:#}")),
        }
    }

    /// Opens the file in an editor. One that needs the terminal has it until it exits.
    fn edit(&mut self) -> Result<()> {
        let from = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
        let editor = self.options.editor.clone().or_else(|| from("VISUAL")).or_else(|| from("EDITOR"));
        let Some(editor) = editor else {
            let text = "No editor is known: set $VISUAL or $EDITOR, or start with `--edit CMD` (as in `--edit 'code -g'`).";
            return self.say(term::wrap::wrap(text, term::width()));
        };
        let file = self.file();
        let opened = self.keys.pause(|| open(&editor, &file));
        if let Some(screen) = &mut self.screen {
            screen.forget();
        }
        match opened {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => self.say(format!("`{editor}` failed: {status}")),
            Err(error) => self.say(format!("`{editor}` can't be started: {error}")),
        }
    }
}

/// Opens a file. The command may have arguments, as in `code -g`.
fn open(editor: &str, file: &Path) -> std::io::Result<std::process::ExitStatus> {
    if cfg!(windows) {
        let mut words = editor.split_whitespace();
        return Command::new(words.next().unwrap_or_default()).args(words).arg(file).status();
    }
    Command::new("sh").args(["-c", &format!("{editor} \"$1\""), "sh"]).arg(file).status()
}

/// What the clock on the wall shows. The system's own command knows the time zone.
fn time_of_day() -> Option<String> {
    let output = if cfg!(windows) {
        Command::new("cmd").args(["/c", "echo %TIME%"]).output()
    } else {
        Command::new("date").arg("+%H:%M:%S").output()
    };
    let text = String::from_utf8(output.ok()?.stdout).ok()?;
    let time = text.trim().split(['.', ',']).next()?;
    (!time.is_empty()).then(|| time.to_owned())
}
