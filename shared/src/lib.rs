//! What the demos need and a reader of the lesson need not read: tasks and their processing, the command line, and
//! the words to say when something was lost. Each demo's `main.rs` is left with the pattern alone.

pub mod args;
mod ledger;
mod lines;
pub mod timeline;

#[cfg(feature = "blocks")]
pub mod blocks;
#[cfg(feature = "exercises")]
pub mod exercises;
#[cfg(feature = "factors")]
pub mod factors;
#[cfg(feature = "matrix")]
pub mod matrix;
#[cfg(feature = "repos")]
pub mod repos;
#[cfg(any(feature = "blocks", feature = "exercises", feature = "factors"))]
pub mod shutdown;
#[cfg(feature = "testing")]
pub mod testing;

pub use ledger::{Ledger, panic_message};
pub use lines::{Stdout, note, print};
