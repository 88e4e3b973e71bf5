//! Known-wrong: it opens and closes the archive for each title.

use shared::exercises::a_runtime_inside_a_runtime::{Archive, heart, receive};
use tokio::task::spawn_blocking;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let heart = tokio::spawn(heart());

    while let Some(title) = receive().await {
        let place = spawn_blocking(move || anyhow::Ok(Archive::open()?.find(title))).await??;
        println!("{place}");
    }

    heart.abort();
    Ok(())
}
