//! Known-wrong: asked on another thread, and closed in async code.

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

    heart.abort();
    Ok(())
}
