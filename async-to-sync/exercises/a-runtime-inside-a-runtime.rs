//! A runtime inside a runtime
//!
//! Visitors ask for books in async code. A library for sync code knows where they are: `Archive`, whose `find` blocks
//! until it knows. It should be opened once, asked for each title, and closed at the end, and meanwhile the heart of
//! the async side has to beat on. That the async side has one thread only should stay as it is.
//!
//! The archive opens, and then it panics: "Cannot start a runtime from within a runtime".
//!
//! `Archive`, `receive` and `heart` are in `shared::exercises`; take them as they are. The program must be right with
//! other titles too.
//!
//! To see it: `cargo xtask workshop run a-runtime-inside-a-runtime`

use shared::exercises::a_runtime_inside_a_runtime::{Archive, heart, receive};

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let heart = tokio::spawn(heart());
    let archive = Archive::open()?;

    while let Some(title) = receive().await {
        println!("{}", archive.find(title));
    }

    heart.abort();
    Ok(())
}
