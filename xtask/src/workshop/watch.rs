//! Alone at a terminal: shows the exercise, checks it, and checks it again whenever its file is saved.

use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, SystemTime};

use anyhow::Result;

use super::exercise::{Exercise, HINTS, Variant};
use super::progress::Progress;
use super::terminal::{self, Key, Keys, Status};
use super::trial::Judged;
use super::{Workshop, words};
use crate::report;
use crate::run::Stop;

/// How often the file is looked at. No watcher of the system's: looking at one file costs nothing, and works
/// on every drive and with every way of saving.
const TICK: Duration = Duration::from_millis(50);
/// An editor may write in more than one go: what was saved must have stayed as it is for this long.
const SETTLED: Duration = Duration::from_millis(20);

/// What one looks at to see whether a file was saved.
#[derive(PartialEq, Eq)]
struct Saved {
    modified: Option<SystemTime>,
    contents: Vec<u8>,
}

/// What ends the wait for a save, or a check.
enum Event {
    Checked(Box<Result<Option<Judged>>>),
    Saved,
    Key(char),
    End,
}

/// Watches until everything passes, or the participant has had enough.
pub fn run(workshop: &Workshop) -> Result<ExitCode> {
    let mut progress = workshop.progress()?;
    let mut exercise = progress.current(&workshop.exercises);
    if progress.has_passed(exercise) {
        exercise = progress.open_after(&workshop.exercises, Some(&exercise.name)).unwrap_or(exercise);
    }
    let keys = Keys::read(true)?;
    loop {
        workshop.catch_up(&mut progress);
        progress.go_to(exercise);
        workshop.keep(&progress);
        report::print(&format!("\n{}", words::header(workshop, &progress, exercise, terminal::width())))?;
        let mut visit = Visit { workshop, exercise, keys: &keys, hints: 0 };
        if !visit.stay(&mut progress)? {
            return Ok(ExitCode::SUCCESS);
        }
        match progress.open_after(&workshop.exercises, Some(&exercise.name)) {
            Some(next) => exercise = next,
            None if progress.has_passed(exercise) => {
                report::print("\nAll exercises pass. That was the workshop.\n")?;
                return Ok(ExitCode::SUCCESS);
            }
            None => report::print("\nThis is the last one that is open.\n")?,
        }
    }
}

/// The time that is spent with one exercise.
struct Visit<'a> {
    workshop: &'a Workshop,
    exercise: &'a Exercise,
    keys: &'a Keys,
    /// How many hints have been shown.
    hints: usize,
}

impl Visit<'_> {
    /// Checks it again and again. Whether to go on to the next.
    fn stay(&mut self, progress: &mut Progress) -> Result<bool> {
        let file = self.exercise.file(&Variant::Yours);
        loop {
            let saved = Saved::look(&file);
            let mut event = self.check(&saved, &file, progress)?;
            if let Event::Checked(result) = event {
                self.tell(*result, progress)?;
                event = self.wait(&saved, &file);
            }
            loop {
                match event {
                    Event::Saved | Event::Key('r') => break,
                    Event::Key('n') => return Ok(true),
                    Event::Key('q') | Event::End => return Ok(false),
                    Event::Key(key) => self.answer(key, progress)?,
                    Event::Checked(_) => {}
                }
                event = self.wait(&saved, &file);
            }
        }
    }

    /// Checks the file once, in a thread of its own, and ends that as soon as something else is wanted.
    fn check(&mut self, saved: &Option<Saved>, file: &Path, progress: &Progress) -> Result<Event> {
        let stop = Stop::default();
        let (to_here, notes) = mpsc::channel::<String>();
        let mut status = Status::new(true);
        let width = terminal::width();
        let (workshop, exercise) = (self.workshop, self.exercise);
        let note = move |note: &str| drop(to_here.send(note.to_owned()));
        thread::scope(|scope| {
            let checking = scope.spawn(|| workshop.check(exercise, &stop, note));
            status.show("building", width);
            let event = loop {
                show_newest(&notes, &mut status, width);
                if checking.is_finished() {
                    break Ok(None);
                }
                // Soon, so that a verdict isn't kept waiting.
                match self.poll(saved, file, Duration::from_millis(10)) {
                    None => {}
                    Some(Event::Key(key @ ('h' | 'l' | '?'))) => {
                        status.clear();
                        if let Err(error) = self.answer(key, progress) {
                            break Err(error);
                        }
                    }
                    Some(Event::Key(key)) if !"nqr".contains(key) => {}
                    Some(event) => break Ok(Some(event)),
                }
            };
            stop.set();
            let result = checking.join();
            status.clear();
            match (event?, result) {
                (Some(event), _) => Ok(event),
                (None, Ok(result)) => Ok(Event::Checked(Box::new(result))),
                (None, Err(panic)) => std::panic::resume_unwind(panic),
            }
        })
    }

    /// Does what a key asks for that changes nothing.
    fn answer(&mut self, key: char, progress: &Progress) -> Result<()> {
        match key {
            'h' => self.hint(),
            'l' => report::print(&format!("\n{}", self.workshop.listed(progress))),
            '?' => self.offer(progress),
            _ => Ok(()),
        }
    }

    /// Waits for a save or a key.
    fn wait(&self, saved: &Option<Saved>, file: &Path) -> Event {
        loop {
            if let Some(event) = self.poll(saved, file, TICK) {
                return event;
            }
        }
    }

    /// Waits for a moment, and looks whether something happened.
    fn poll(&self, saved: &Option<Saved>, file: &Path, moment: Duration) -> Option<Event> {
        match self.keys.next(moment) {
            Key::Pressed(key) => return Some(Event::Key(key)),
            Key::Closed => return Some(Event::End),
            Key::Nothing => {}
        }
        if self.workshop.stop.is_set() {
            return Some(Event::End);
        }
        let mut now = Saved::look(file);
        // A file that isn't there is being saved just now, or gone: neither can be checked.
        if now.is_none() || now == *saved {
            return None;
        }
        loop {
            thread::sleep(SETTLED);
            let later = Saved::look(file);
            if later == now || self.workshop.stop.is_set() {
                return Some(Event::Saved);
            }
            now = later;
        }
    }

    /// Says what came of a check.
    fn tell(&self, result: Result<Option<Judged>>, progress: &mut Progress) -> Result<()> {
        let width = terminal::width();
        let mut text = format!("{}\n", "-".repeat(width.min(60)));
        match result {
            Ok(None) => return Ok(()),
            Ok(Some(judged)) => {
                text += &words::verdict(self.exercise, &judged, self.workshop.paint, width);
                self.workshop.catch_up(progress);
                progress.set(&self.exercise.name, !judged.verdict().failed());
                progress.go_to(self.exercise);
                self.workshop.keep(progress);
            }
            // It may be gone with the next save.
            Err(error) => text += &format!("error: {error:#}\n"),
        }
        report::print(&text)?;
        self.offer(progress)
    }

    /// Says what can be done now.
    fn offer(&self, progress: &Progress) -> Result<()> {
        let width = terminal::width();
        let passes = progress.has_passed(self.exercise);
        let is_last = progress.open_after(&self.workshop.exercises, Some(&self.exercise.name)).is_none();
        let mut text = String::from("\n");
        if passes {
            text += &words::bar(progress.count(), self.workshop.to_do(), width);
            text += "\n";
            if is_last {
                text += "All exercises pass.\n";
            }
        } else {
            text += &words::wrapped(&format!("Save {} to check it again.", self.exercise.path()), width);
        }
        let n = match (passes, is_last) {
            (true, true) => "n finish",
            (true, false) => "n next",
            (false, _) => "n leave it for later",
        };
        let enter = if self.keys.are_single() { "" } else { " (and Enter)" };
        text += &words::wrapped(&format!("Keys: {n}, h hint, r run again, l list, q quit{enter}"), width);
        report::print(&text)
    }

    fn hint(&mut self) -> Result<()> {
        self.hints = (self.hints + 1).min(HINTS);
        let mut text = format!("\n{}", words::hint(self.exercise, self.hints, terminal::width()));
        text += &match self.hints {
            HINTS => format!("A right answer: cargo xtask workshop solution {}\n", self.exercise.name),
            _ => "h tells more.\n".to_owned(),
        };
        report::print(&text)
    }
}

impl Saved {
    fn look(file: &Path) -> Option<Saved> {
        let modified = fs::metadata(file).ok()?.modified().ok();
        Some(Saved { modified, contents: fs::read(file).ok()? })
    }
}

/// Shows the newest of what is told.
fn show_newest(notes: &Receiver<String>, status: &mut Status, width: usize) {
    if let Some(note) = notes.try_iter().last() {
        status.tell(&note, width);
    }
}
