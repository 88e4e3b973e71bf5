//! The workshop's exercises: the tasks of each, and their processing. What a participant edits is left with the pattern
//! alone, as each demo's `main.rs` is.
//!
//! Each module is a small world of its own, in several variants: another pace, other data, another fault. A program
//! that is really right is right in all of them. `RAINBOW_WORLD` picks the variant:
//!
//! ```sh
//! RAINBOW_WORLD=slow cargo run -p multi-thread-matrix --features exercises --example out-of-order
//! ```

use std::env;
use std::process;

/// The environment variable that picks the variant.
const WORLD: &str = "RAINBOW_WORLD";

/// Which of the variants this is: the place of its name in `variants`, or `None` for the first one, which needs no name.
///
/// An unknown name ends the program with status 2: a run in the wrong world would prove nothing.
pub fn variant(variants: &[&str]) -> Option<usize> {
    let name = env::var(WORLD).ok().filter(|name| !name.is_empty())?;
    let place = variants.iter().position(|variant| *variant == name);
    if place.is_none() {
        eprintln!("{WORLD}={name}: this exercise has {}, or none for the first world", variants.join(", "));
        process::exit(2);
    }
    place
}
