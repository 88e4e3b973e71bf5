//! Known-wrong: another thread does the work, and the async side's only thread waits for it.

use std::sync::Arc;
use std::thread;

use shared::exercises::a_runtime_inside_a_runtime::{Archive, heart, receive};

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let heart = tokio::spawn(heart());
    let archive = Arc::new(Archive::open()?);

    while let Some(title) = receive().await {
        let archive = Arc::clone(&archive);
        #[expect(clippy::disallowed_methods, reason = "it won't take long")]
        let place = thread::spawn(move || archive.find(title)).join().expect("it doesn't panic");
        println!("{place}");
    }

    #[expect(clippy::disallowed_methods, reason = "it won't take long")]
    thread::spawn(move || drop(archive)).join().expect("it doesn't panic");
    heart.abort();
    Ok(())
}
