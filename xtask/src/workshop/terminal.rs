//! The terminal: how wide it is, and single keys without Enter where that can be had.
//!
//! Whatever ends the program, the terminal is left as it was found: [`Keys`] puts it back when it is dropped,
//! and [`restore`] where there is no time for that.

use std::env;
use std::io::{self, IsTerminal, Read, Write};
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};

/// The widest text that is pleasant to read.
const WIDEST: usize = 100;
/// The narrowest text that can be read at all.
const NARROWEST: usize = 20;
const UNKNOWN: usize = 80;

/// Whether someone is there to ask and to answer.
pub fn is_there() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// How many characters go into a line. Asked for anew each time: a terminal can be resized.
pub fn width() -> usize {
    width_told().unwrap_or(UNKNOWN).clamp(NARROWEST, WIDEST)
}

/// The width as the terminal, or its user, tells it.
pub fn width_told() -> Option<usize> {
    asked().or_else(|| env::var("COLUMNS").ok()?.trim().parse().ok())
}

/// What the terminal itself says, if stdout is one.
fn asked() -> Option<usize> {
    if !cfg!(unix) || !io::stdout().is_terminal() || !io::stdin().is_terminal() {
        return None;
    }
    // The system call for it can't be made from safe code; this takes two thousandths of a second.
    let output = Command::new("stty").arg("size").stdin(Stdio::inherit()).output().ok()?;
    let size = String::from_utf8(output.stdout).ok()?;
    let columns = size.split_whitespace().nth(1)?.parse().ok()?;
    // Some that don't know say 0.
    (columns > 0).then_some(columns)
}

/// What comes from the keyboard.
pub struct Keys {
    keys: Receiver<u8>,
    single: bool,
}

/// One key, or nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// This one; letters are small.
    Pressed(char),
    /// Nothing so far.
    Nothing,
    /// The keyboard is gone.
    Closed,
}

impl Keys {
    /// Reads the keyboard from now on: key by key, if that is wanted and can be had, or line by line.
    pub fn read(single: bool) -> Result<Keys> {
        let single = single && single::switch_on();
        let (to_here, keys) = mpsc::channel();
        // From a thread of its own, which never ends: nothing interrupts a read.
        let read = move || {
            let mut buffer = [0; 256];
            while let Ok(length @ 1..) = io::stdin().read(&mut buffer) {
                for &byte in &buffer[..length] {
                    if to_here.send(byte).is_err() {
                        return;
                    }
                }
            }
        };
        thread::Builder::new().spawn(read).context("no thread could be started")?;
        Ok(Keys { keys, single })
    }

    /// Whether a key is told without Enter.
    pub fn are_single(&self) -> bool {
        self.single
    }

    /// The next key, if one comes in this time.
    pub fn next(&self, within: Duration) -> Key {
        if self.single {
            // A shell that brought us back to the foreground has switched it off.
            single::keep_on();
        }
        match self.keys.recv_timeout(within) {
            // Ctrl-D.
            Ok(4) => Key::Closed,
            Ok(byte) => Key::Pressed(char::from(byte).to_ascii_lowercase()),
            Err(RecvTimeoutError::Timeout) => Key::Nothing,
            Err(RecvTimeoutError::Disconnected) => {
                thread::sleep(within);
                Key::Closed
            }
        }
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        restore();
    }
}

/// Leaves the terminal as it was found.
pub fn restore() {
    single::switch_off();
}

/// One line that says what is being waited for, and leaves no trace.
pub struct Status {
    on: bool,
    shown: String,
}

impl Status {
    /// Nothing is shown yet, and nothing ever is if this is off.
    pub fn new(on: bool) -> Status {
        Status { on, shown: String::new() }
    }

    /// Shows this, cut to the width, unless it is there already.
    pub fn show(&mut self, text: &str, width: usize) {
        // A full line would wrap, and a wrapped one can't be taken back.
        let text: String = text.chars().filter(|char| !char.is_control()).take(width - 1).collect();
        if self.on && text != self.shown {
            self.clear();
            self.write(&text);
            self.shown = text;
        }
    }

    /// Shows what cargo says, in a few words.
    pub fn tell(&mut self, note: &str, width: usize) {
        match note.split_once(' ') {
            Some(("Compiling" | "Checking", package)) => self.show(&format!("building {package}"), width),
            Some(("Blocking", _)) => self.show("waiting for another cargo to finish", width),
            None if note == "running" => self.show("running", width),
            _ => {}
        }
    }

    /// Takes it back. To be called before anything else is printed.
    pub fn clear(&mut self) {
        if !self.shown.is_empty() {
            // With spaces: the one way that every terminal knows.
            self.write(&format!("\r{:1$}\r", "", self.shown.chars().count()));
            self.shown.clear();
        }
    }

    fn write(&self, text: &str) {
        let mut stdout = io::stdout().lock();
        let _ = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
    }
}

impl Drop for Status {
    fn drop(&mut self) {
        self.clear();
    }
}

#[cfg(unix)]
mod single {
    use std::io;
    use std::sync::{Mutex, PoisonError};

    use nix::sys::termios::{LocalFlags, SetArg, Termios, tcgetattr, tcsetattr};

    /// How the terminal was found; there is only one.
    static FOUND: Mutex<Option<Termios>> = Mutex::new(None);

    const LINES_AND_ECHO: LocalFlags = LocalFlags::ICANON.union(LocalFlags::ECHO);

    /// Whether it could be done.
    pub fn switch_on() -> bool {
        let Ok(found) = tcgetattr(io::stdin()) else {
            return false;
        };
        *FOUND.lock().unwrap_or_else(PoisonError::into_inner) = Some(found.clone());
        set(found)
    }

    pub fn keep_on() {
        if let Ok(now) = tcgetattr(io::stdin())
            && now.local_flags.intersects(LINES_AND_ECHO)
            && FOUND.lock().unwrap_or_else(PoisonError::into_inner).is_some()
        {
            set(now);
        }
    }

    pub fn switch_off() {
        if let Some(found) = FOUND.lock().unwrap_or_else(PoisonError::into_inner).take() {
            let _ = tcsetattr(io::stdin(), SetArg::TCSANOW, &found);
        }
    }

    /// Ctrl-C and the like stay what they are.
    fn set(mut to: Termios) -> bool {
        to.local_flags.remove(LINES_AND_ECHO);
        tcsetattr(io::stdin(), SetArg::TCSANOW, &to).is_ok()
    }
}

#[cfg(not(unix))]
mod single {
    /// Elsewhere keys come with Enter.
    pub fn switch_on() -> bool {
        false
    }

    pub fn keep_on() {}

    pub fn switch_off() {}
}
