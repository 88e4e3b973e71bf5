//! What a session looks like: the frame that is redrawn, and the pages over it.

use anyhow::Result;

use super::super::{Workshop, commands, words};
use super::{Outcome, Session};
use crate::term::keys::Key;
use crate::term::screen::{Page, scroll};
use crate::term::wrap::{fold, wrap};
use crate::term::{self, print};
use crate::workshop::exercise::{Exercise, Variant};
use words::Block;

/// How many lines are left of a block for which there is no room.
const SHORTEST: usize = 6;
/// Stands in the place of what was cut.
const CUT: &str = "  …";

const WELCOME_KEYS: &str = "Press Enter to start.  q quit";

/// What there is to know at the first start.
pub fn welcome(workshop: &Workshop, exercise: &Exercise) -> Vec<Block> {
    let width = term::width();
    let path = words::path(workshop, exercise);
    let link = workshop.paint.link(&exercise.path(&Variant::Yours), &path);
    let programs = format!(
        "{} small programs, each broken the way real ones are. Fix them one by one.",
        workshop.to_do()
    );
    let part = |rank: usize, text: &str| Block { text: wrap(text, width), rank, least: 0 };
    vec![
        Block::whole(workshop.paint.title("Welcome to the Rainbow Bridge workshop")),
        part(0, &programs),
        Block::whole(format!(
            "{}\n    {link}",
            wrap("Open the first in your editor, beside this terminal:", width)
        )),
        part(
            1,
            "Whenever you save, it is built and run, and you see what it did. That takes a second or two; the first build \
             about half a minute.",
        ),
        part(
            2,
            "You edit files that git tracks. `x` puts a starter back, `cargo xtask workshop reset --all` all of them; your \
             files are kept beside them. Progress is saved in .workshop-progress.",
        ),
        part(3, "Stuck? `h` gives a hint, `s` shows a right answer, `?` lists all keys."),
    ]
}

const KEYS: [(&str, &str); 11] = [
    ("n", "go on to the next exercise; one that doesn't pass yet is left for later"),
    ("h", "a hint: where to look; again: what happens; again: how to fix it"),
    ("r", "run it again"),
    ("l", "list all exercises, filter them, jump to one"),
    ("e", "open the file in your editor: $VISUAL, $EDITOR, or `--edit CMD`"),
    ("v", "view all there is to say: every message of the compiler, all mistakes"),
    ("s", "show a right answer, as the difference from your file"),
    ("x", "put the starter back; your file is kept beside it"),
    ("q", "quit (so do Ctrl-C and Ctrl-D); you come back to the same exercise"),
    ("?", "this list"),
    ("Ctrl-Z", "back to the shell; `fg` continues"),
];

impl<'env> Session<'_, 'env> {
    /// What came of the last check.
    pub fn outcome_blocks(&self, width: usize) -> Vec<Block> {
        match &self.outcome {
            Outcome::None => Vec::new(),
            Outcome::Judged(judged, stamp) => {
                words::verdict(self.workshop, self.exercise, judged, stamp, width)
            }
            Outcome::Error(error) => vec![Block::whole(error.clone())],
        }
    }

    /// The keys that matter now.
    pub fn keys_line(&self) -> String {
        let passes = self.progress.has_passed(self.exercise);
        let is_last = self.progress.open_after(&self.workshop.exercises, Some(&self.exercise.name)).is_none();
        let next = match (passes, is_last) {
            (true, true) => "n finish",
            (true, false) => "n next",
            (false, _) => "n later",
        };
        let all = if self.is_cut { "v view all  " } else { "" };
        format!("{all}{next}  h hint  r run  e edit  l list  ? keys  q quit")
    }

    /// The lines of the screen, and whether something was left out.
    pub fn frame(&self, stage: &str) -> (Vec<String>, bool) {
        let (columns, rows) = term::size();
        let width = term::width().min(columns);
        let mut blocks = Vec::new();
        if self.is_welcome {
            blocks = welcome(self.workshop, self.exercise);
        } else {
            blocks.push(Block::whole(words::title(self.workshop, self.exercise, width)));
            let task = wrap(&self.exercise.task(), width);
            let rank = if matches!(self.outcome, Outcome::None) { 0 } else { 7 };
            blocks.push(Block { text: task, rank, least: 0 });
            blocks.extend(self.outcome_blocks(width));
        }
        blocks.extend(self.says.iter().map(|text| Block::whole(text.clone())));

        let paint = self.workshop.paint;
        let path = words::path(self.workshop, self.exercise);
        let mut foot = vec![stage.to_owned()];
        if !self.is_welcome {
            foot.push(words::bar(self.progress.count(), self.workshop.to_do(), width));
            let file = self.exercise.path(&Variant::Yours);
            foot.extend(fold(&path, width).iter().map(|line| paint.link(&file, line)));
        }
        let keys = if self.is_welcome { WELCOME_KEYS.to_owned() } else { self.keys_line() };
        foot.extend(fold(&keys, width).iter().map(|line| paint.faint(line)));
        let room = rows.saturating_sub(foot.len()).max(1);
        let (mut lines, is_cut) = fit(&blocks, width, room);
        lines.resize(room, String::new());
        lines.extend(foot);
        (lines, is_cut)
    }

    /// All exercises, to look through and to jump to one.
    pub fn list(&mut self) -> Result<()> {
        self.workshop.catch_up(&mut self.progress);
        if self.screen.is_none() {
            return print(&format!("\n{}", self.workshop.listed(&self.progress)));
        }
        let (workshop, progress) = (self.workshop, &self.progress);
        let foot = "type: filter  Enter: go  Esc: back";
        let state = std::cell::RefCell::new((String::new(), self.exercise.name.clone()));
        let chosen = |filter: &str, name: &str| {
            let rows = words::list(workshop, progress, filter);
            let is_it = |row: &words::Row| row.exercise.is_some_and(|exercise| exercise.name == name);
            let first = || rows.iter().position(|row| row.exercise.is_some());
            let at = rows.iter().position(is_it).or_else(first);
            (rows, at)
        };
        let page = |width: usize| {
            let (filter, name) = &*state.borrow();
            let (rows, at) = chosen(filter, name);
            let mark = |(place, row): (usize, &words::Row)| {
                let mark = if Some(place) == at { "* " } else { "  " };
                fold(&format!("{mark}{}", row.text), width).swap_remove(0)
            };
            let lines = rows.iter().enumerate().map(mark).collect();
            let bar = words::bar(progress.count(), workshop.to_do(), width.min(36));
            let foot = if filter.is_empty() {
                format!("{bar}  {foot}")
            } else {
                format!("filter: {filter}_  Enter: go  Esc: back")
            };
            Page { lines, at, foot: fold(&foot, width).swap_remove(0) }
        };
        let press = |key: Key| {
            let (filter, name) = &mut *state.borrow_mut();
            let (rows, at) = chosen(filter, name);
            let exercises: Vec<&'env Exercise> = rows.iter().filter_map(|row| row.exercise).collect();
            let here = at.and_then(|at| rows[at].exercise);
            let place =
                exercises.iter().position(|exercise| here.is_some_and(|here| here.name == exercise.name));
            let step = |to: usize| exercises.get(to).map(|exercise| exercise.name.clone());
            match key {
                Key::Char(char) => filter.push(char),
                Key::Backspace => drop(filter.pop()),
                Key::Up => *name = step(place?.saturating_sub(1))?,
                Key::Down => *name = step(place? + 1)?,
                Key::Enter => return Some(here),
                Key::Escape | Key::Interrupt | Key::Quit => return Some(None),
                _ => {}
            }
            None
        };
        let exercise = scroll(self.keys, &workshop.cancel, page, press)?.flatten();
        if let Some(exercise) = exercise.filter(|exercise| exercise.skipped().is_none()) {
            self.go_to(exercise)?;
        }
        Ok(())
    }

    /// All keys.
    pub fn help(&mut self) -> Result<()> {
        let text: String = KEYS.iter().map(|(key, what)| format!("- {key}: {what}\n")).collect();
        self.page("Keys\n\n".to_owned() + &text)
    }

    /// Everything there is to say of the last check.
    pub fn show_all(&mut self) -> Result<()> {
        let width = term::width();
        let mut blocks = vec![Block::whole(words::title(self.workshop, self.exercise, width))];
        blocks.push(Block::whole(wrap(&self.exercise.task(), width)));
        blocks.extend(self.outcome_blocks(width));
        self.page(words::joined(&blocks))
    }

    /// A right answer.
    pub fn show_solution(&mut self) -> Result<()> {
        match commands::difference(self.workshop, self.exercise) {
            Ok(Some(difference)) => {
                let take =
                    format!("To take it over: cargo xtask workshop solution {} --apply", self.exercise.name);
                self.page(format!("{difference}\n{take}\n"))
            }
            Ok(None) => self.say("Your file is the same as the solution.".to_owned()),
            Err(error) => self.say(format!("error: {error:#}")),
        }
    }

    /// Shows a text that may be longer than the screen.
    fn page(&mut self, text: String) -> Result<()> {
        if self.screen.is_none() {
            return self.tell(&[Block::whole(wrap_keys(&text))]);
        }
        let page = |width: usize| Page {
            lines: fold(&text, width),
            at: None,
            foot: fold("Up/Down PgUp/PgDn scroll  q back", width).swap_remove(0),
        };
        let press = |key: Key| match key {
            Key::Char(' ' | 'j' | 'k') | Key::Up | Key::Down | Key::PageUp | Key::PageDown => None,
            Key::Resized | Key::Resumed => None,
            _ => Some(()),
        };
        scroll(self.keys, &self.workshop.cancel, page, press)?;
        Ok(())
    }
}

fn wrap_keys(text: &str) -> String {
    fold(text, term::width()).join("\n")
}

/// The blocks in at most `room` lines, and whether something was left out. What matters least gives way first.
fn fit(blocks: &[Block], width: usize, room: usize) -> (Vec<String>, bool) {
    let mut parts: Vec<(usize, usize, Vec<String>)> = Vec::new();
    for block in blocks {
        let lines = fold(block.text.trim_end(), width);
        if !lines.is_empty() {
            parts.push((block.rank, block.least, lines));
        }
    }
    let total = |parts: &[(usize, usize, Vec<String>)]| -> usize {
        parts.iter().filter(|(.., lines)| !lines.is_empty()).map(|(.., lines)| lines.len() + 1).sum()
    };
    let mut is_cut = false;
    let mut least_important: Vec<usize> = (0..parts.len()).collect();
    least_important.sort_by_key(|&place| std::cmp::Reverse(parts[place].0));
    // What isn't short enough then is cut further, down to its first lines, and at last to nothing.
    for shortest in [usize::MAX, SHORTEST, 0] {
        for &place in &least_important {
            // The last block needs no empty line after it.
            let excess = total(&parts).saturating_sub(room + 1);
            let (rank, least, lines) = &mut parts[place];
            let least = shortest.min(*least);
            if excess == 0 || *rank == 0 || lines.len() <= least.saturating_add(1) {
                continue;
            }
            is_cut = true;
            // One more, for the line that says so.
            if lines.last().is_some_and(|line| line == CUT) {
                lines.pop();
            }
            lines.truncate(lines.len().saturating_sub(excess + 1).max(least));
            if !lines.is_empty() {
                lines.push(CUT.to_owned());
            }
        }
    }
    parts.retain(|(.., lines)| !lines.is_empty());
    let mut all: Vec<String> = Vec::new();
    for (_, _, lines) in parts {
        all.extend(lines);
        all.push(String::new());
    }
    all.pop();
    if all.len() > room {
        all.truncate(room.saturating_sub(1));
        all.push(CUT.to_owned());
        is_cut = true;
    }
    (all, is_cut)
}
