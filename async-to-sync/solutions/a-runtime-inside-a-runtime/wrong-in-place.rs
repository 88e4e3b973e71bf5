//! Known-wrong: `block_in_place` sends the other tasks to another thread, which this runtime doesn't have.

use shared::exercises::a_runtime_inside_a_runtime::{Archive, heart, receive};
use tokio::task::block_in_place;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let heart = tokio::spawn(heart());
    let archive = Archive::open()?;

    while let Some(title) = receive().await {
        let place = block_in_place(|| archive.find(title));
        println!("{place}");
    }

    block_in_place(|| drop(archive));
    heart.abort();
    Ok(())
}
