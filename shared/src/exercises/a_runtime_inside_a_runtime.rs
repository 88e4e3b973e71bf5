//! A library for sync code, which has a runtime of its own, as many have.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::time::{sleep, timeout};

use super::{one_async_thread, world};

const VARIANTS: [&str; 1] = ["others"];

static BEATS: AtomicUsize = AtomicUsize::new(0);

/// The archive. It is opened once, and closed when it is dropped.
pub struct Archive(Option<Runtime>);

impl Archive {
    /// Opens the archive.
    ///
    /// # Errors
    /// When its runtime can't be started.
    pub fn open() -> anyhow::Result<Self> {
        println!("the archive is open");
        Ok(Self(Some(Builder::new_current_thread().enable_time().build()?)))
    }

    /// Looks up where a book is. Blocks until it is found.
    ///
    /// # Panics
    /// In async code, where no runtime can be started.
    pub fn find(&self, title: &str) -> String {
        let runtime = self.0.as_ref().expect("it is open");
        let from = BEATS.load(Ordering::Relaxed);
        let search = async {
            while BEATS.load(Ordering::Relaxed) < from + 3 {
                sleep(Duration::from_millis(10)).await;
            }
        };
        let alive = runtime.block_on(async { timeout(Duration::from_millis(700), search).await }).is_ok();
        let shelf = title.bytes().map(usize::from).sum::<usize>() % 100;
        if alive { format!("{title}: shelf {shelf}") } else { format!("{title}: the heart stood still") }
    }
}

impl Drop for Archive {
    fn drop(&mut self) {
        drop(self.0.take());
        println!("the archive is closed");
    }
}

/// Waits for the next title that a visitor asks for. `None` when it is time to close.
///
/// # Panics
/// When the async side has more than one thread.
pub async fn receive() -> Option<&'static str> {
    static RECEIVED: AtomicUsize = AtomicUsize::new(0);
    one_async_thread();
    let titles: &[_] = match world(&VARIANTS) {
        "others" => &["Middlemarch", "Solaris", "The Waves", "Orlando", "Persuasion"],
        _ => &["Dubliners", "Emma", "Walden"],
    };
    sleep(Duration::from_millis(5)).await;
    titles.get(RECEIVED.fetch_add(1, Ordering::Relaxed)).copied()
}

/// The heart of the async side. It beats as long as the side has time for it.
pub async fn heart() {
    loop {
        sleep(Duration::from_millis(5)).await;
        BEATS.fetch_add(1, Ordering::Relaxed);
    }
}
