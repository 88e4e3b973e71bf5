//! A mistake of the one who called: what is wrong, and what to try. It ends with exit status 2.

use std::error::Error;
use std::fmt;

/// An error that is no failure of a check: a wrong flag, an unknown name, a `check.toml` that can't be read.
#[derive(Debug)]
pub struct Misuse(pub String);

impl fmt::Display for Misuse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Misuse {}
