//! Single keys, without Enter, on every system.
//!
//! Whatever ends the program, the terminal is left as it was found: [`Keys`] puts it back when it is dropped, and
//! [`restore`] where there is no time for that.

use std::time::Duration;

use anyhow::{Context, Result};
use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};

/// A key, or what else the terminal reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// A letter, digit or sign.
    Char(char),
    /// Enter.
    Enter,
    /// Backspace.
    Backspace,
    /// Escape.
    Escape,
    /// One line up.
    Up,
    /// One line down.
    Down,
    /// One screen up.
    PageUp,
    /// One screen down.
    PageDown,
    /// Ctrl-C.
    Interrupt,
    /// Ctrl-D, or a terminal that is gone.
    Quit,
    /// The terminal has another size now.
    Resized,
    /// The shell has shown something in between.
    Resumed,
}

/// Reads the keyboard key by key until it is dropped.
pub struct Keys(());

impl Keys {
    /// From now on keys come singly.
    ///
    /// # Errors
    /// When this is no terminal.
    pub fn read() -> Result<Keys> {
        enable_raw_mode().context("the terminal doesn't give single keys")?;
        Ok(Keys(()))
    }

    /// Leaves the terminal to something else for a while.
    pub fn pause<T>(&self, meanwhile: impl FnOnce() -> T) -> T {
        restore();
        let result = meanwhile();
        // If it can't be had any more, keys come with Enter.
        let _ = enable_raw_mode();
        result
    }

    /// The next key, if one comes in this time.
    pub fn next(&self, within: Duration) -> Option<Key> {
        match event::poll(within) {
            Ok(false) => None,
            Ok(true) => match event::read() {
                Ok(event) => key(event),
                Err(_) => Some(Key::Quit),
            },
            Err(_) => Some(Key::Quit),
        }
    }
}

fn key(event: Event) -> Option<Key> {
    let KeyEvent { code, modifiers, kind, .. } = match event {
        Event::Key(key) => key,
        Event::Resize(..) => return Some(Key::Resized),
        _ => return None,
    };
    if kind == KeyEventKind::Release {
        return None;
    }
    let control = modifiers.contains(KeyModifiers::CONTROL);
    match code {
        KeyCode::Char('c') if control => Some(Key::Interrupt),
        KeyCode::Char('d') if control => Some(Key::Quit),
        KeyCode::Char('z') if control => {
            suspend();
            Some(Key::Resumed)
        }
        KeyCode::Char(char) => Some(Key::Char(char)),
        KeyCode::Enter => Some(Key::Enter),
        KeyCode::Backspace => Some(Key::Backspace),
        KeyCode::Esc => Some(Key::Escape),
        KeyCode::Up => Some(Key::Up),
        KeyCode::Down => Some(Key::Down),
        KeyCode::PageUp => Some(Key::PageUp),
        KeyCode::PageDown => Some(Key::PageDown),
        _ => None,
    }
}

/// What Ctrl-Z does: the shell gets the terminal as it was, until it brings us back.
#[cfg(unix)]
fn suspend() {
    restore();
    let _ = nix::sys::signal::raise(nix::sys::signal::Signal::SIGTSTP);
    let _ = enable_raw_mode();
}

#[cfg(not(unix))]
fn suspend() {}

impl Drop for Keys {
    fn drop(&mut self) {
        restore();
    }
}

/// Leaves the terminal as it was found.
pub fn restore() {
    super::screen::restore();
    let _ = disable_raw_mode();
}
