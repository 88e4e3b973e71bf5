//! A screen that is redrawn in place. What was printed before it stays in the terminal's history.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Result;
use crossterm::cursor::MoveTo;
use crossterm::execute;
use crossterm::style::Print;
use crossterm::terminal::{Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen};

use super::keys::{Key, Keys};
use super::{print, size};
use crate::engine::cancel::CancellationToken;

/// Whether the terminal shows its second screen, which keeps no history.
static SECOND: AtomicBool = AtomicBool::new(false);

/// What is shown, line by line.
pub struct Screen {
    shown: Vec<String>,
    size: (usize, usize),
    second: bool,
}

impl Screen {
    /// Begins below what was printed before.
    pub fn new() -> Screen {
        Screen { shown: Vec::new(), size: (0, 0), second: false }
    }

    /// A screen over this one, for as long as it lives.
    fn over() -> Screen {
        Screen { shown: Vec::new(), size: (0, 0), second: true }
    }

    /// Shows these lines, none of which is wider than the terminal, and writes only those that changed.
    ///
    /// # Errors
    /// When stdout is closed or full.
    pub fn draw(&mut self, lines: &[String]) -> Result<()> {
        let size = size();
        let rows = lines.len().min(size.1);
        let mut out = Vec::new();
        if self.second && !SECOND.swap(true, Ordering::SeqCst) {
            crossterm::queue!(out, EnterAlternateScreen)?;
            self.size = (0, 0);
        }
        if self.size != size {
            if self.size == (0, 0) && !self.second {
                // What stands there moves up into the history.
                print(&"\n".repeat(size.1))?;
            }
            crossterm::queue!(out, Clear(ClearType::All))?;
            self.size = size;
            self.shown = vec![String::new(); size.1];
        }
        for (row, shown) in self.shown.iter_mut().enumerate() {
            let line = lines.get(row).map(String::as_str).unwrap_or_default();
            if *shown != line {
                let at = MoveTo(0, row.try_into().unwrap_or(u16::MAX));
                crossterm::queue!(out, at, Clear(ClearType::CurrentLine), Print(line))?;
                line.clone_into(shown);
            }
        }
        if !out.is_empty() {
            let last = rows.saturating_sub(1).try_into().unwrap_or(u16::MAX);
            let column = super::wrap::width_of(&lines[rows.saturating_sub(1)]).min(size.0.saturating_sub(1));
            crossterm::queue!(out, MoveTo(column.try_into().unwrap_or(u16::MAX), last))?;
            print(&String::from_utf8_lossy(&out))?;
        }
        Ok(())
    }

    /// Something else was shown in between: draws all of it anew, below that.
    pub fn forget(&mut self) {
        self.size = (0, 0);
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        if self.second {
            restore();
        } else if self.size != (0, 0) {
            // The shell goes on below.
            let _ = print("\n");
        }
    }
}

/// Leaves the second screen, if it is shown.
pub fn restore() {
    if SECOND.swap(false, Ordering::SeqCst) {
        let _ = execute!(io::stdout(), LeaveAlternateScreen);
    }
}

/// What [`scroll`] shows, made anew for each width and each key.
pub struct Page {
    /// The lines.
    pub lines: Vec<String>,
    /// The line that must be in view.
    pub at: Option<usize>,
    /// What stands below them, always.
    pub foot: String,
}

/// Shows a page that may be longer than the screen, until a key is pressed that `press` doesn't want more after.
///
/// # Errors
/// When stdout is closed or full.
pub fn scroll<T>(
    keys: &Keys,
    cancel: &CancellationToken,
    mut page: impl FnMut(usize) -> Page,
    mut press: impl FnMut(Key) -> Option<T>,
) -> Result<Option<T>> {
    let mut screen = Screen::over();
    let mut top = 0;
    let mut current = page(size().0);
    while !cancel.is_cancelled() {
        let (_, rows) = size();
        let room = rows.saturating_sub(2).max(1);
        let last = current.lines.len().saturating_sub(room);
        if let Some(at) = current.at {
            top = top.clamp((at + 1).saturating_sub(room), at);
        }
        top = top.min(last);
        let mut lines: Vec<String> = current.lines.iter().skip(top).take(room).cloned().collect();
        lines.resize(room, String::new());
        let more = if last > top { format!("-- {} more lines --", last - top) } else { String::new() };
        lines.extend([more, current.foot.clone()]);
        screen.draw(&lines)?;
        let Some(key) = keys.next(Duration::from_millis(50)) else {
            continue;
        };
        match key {
            Key::PageDown => top += room,
            Key::PageUp => top = top.saturating_sub(room),
            Key::Down if current.at.is_none() => top += 1,
            Key::Up if current.at.is_none() => top = top.saturating_sub(1),
            Key::Resumed => screen.forget(),
            _ => {}
        }
        if let Some(end) = press(key) {
            return Ok(Some(end));
        }
        current = page(size().0);
    }
    Ok(None)
}
