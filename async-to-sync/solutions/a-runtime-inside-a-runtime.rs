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

use std::sync::Arc;

use shared::exercises::a_runtime_inside_a_runtime::{Archive, heart, receive};
use tokio::task::spawn_blocking;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let heart = tokio::spawn(heart());
    let archive = Arc::new(Archive::open()?);

    while let Some(title) = receive().await {
        let archive = Arc::clone(&archive);
        // Whatever the library blocks, on this thread it may: no task waits for it.
        let place = spawn_blocking(move || archive.find(title)).await?;
        println!("{place}");
    }

    // The library's runtime waits for its own threads when it is dropped, so that is blocking code as well.
    spawn_blocking(move || drop(archive)).await?;
    heart.abort();
    Ok(())
}
