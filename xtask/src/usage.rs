//! How the user calls the checker, and an error of the user's: what is wrong, and what to try. That ends with exit
//! status 2.

use std::env;
use std::error::Error;
use std::fmt;
use std::path::Path;

/// A wrong flag, an unknown name, a file that can't be read: not a failed check.
#[derive(Debug)]
pub struct UsageError(pub String);

impl fmt::Display for UsageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for UsageError {}

/// Whether this program is `cargo-bridge-check`.
pub fn is_bridge_check() -> bool {
    let program = env::args_os().next().unwrap_or_default();
    Path::new(&program).file_stem().is_some_and(|name| name == "cargo-bridge-check")
}

/// The checker's command, as the user types it.
pub fn check_command() -> &'static str {
    if is_bridge_check() { "cargo bridge-check" } else { "cargo xtask check" }
}
