//! Blocks from the network, and a device that signs them.

use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{one_async_thread, pause, world};

/// A block of 256 KiB.
pub struct Task(Vec<u8>);
/// A block with its signature.
pub struct Done(#[expect(dead_code, reason = "it takes memory, that is all")] Vec<u8>);

const VARIANTS: [&str; 2] = ["away", "more"];
const SIZE: usize = 256 << 10;

/// Receives the next block. The network never lets you wait. `None` when there are no more.
///
/// # Panics
/// When the async side has more than one thread.
pub async fn receive() -> Option<Task> {
    static RECEIVED: AtomicUsize = AtomicUsize::new(0);
    one_async_thread();
    let blocks = if world(&VARIANTS) == "more" { 400 } else { 240 };
    (RECEIVED.fetch_add(1, Ordering::Relaxed) < blocks).then(|| Task(vec![b'.'; SIZE]))
}

/// Has a block signed. The device takes 2 ms for it.
pub fn process(Task(mut block): Task) -> Done {
    static AWAY: Once = Once::new();
    if world(&VARIANTS) == "away" {
        AWAY.call_once(|| pause(1800));
    }
    pause(2);
    block.extend(b"signed");
    Done(block)
}
