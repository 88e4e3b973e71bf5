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
use std::fmt::Display;
use std::process;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use tokio::runtime::{Handle, RuntimeFlavor};

use crate::note;

pub mod a_runtime_inside_a_runtime;
pub mod borrowing_into_a_task;
pub mod ctrl_c_at_the_prompt;
pub mod futurelock;
pub mod goodbye_too_early;
pub mod half_a_frame;
pub mod leaving_gracefully;
pub mod memory_without_end;
pub mod never_sent;
pub mod one_at_a_time;
pub mod one_sender_four_threads;
pub mod out_of_order;
pub mod the_asker_has_left;
pub mod the_guard_across_the_await;
pub mod the_loop_that_never_ends;
pub mod the_message_that_timed_out;
pub mod the_rendezvous_that_wasnt;
pub mod the_select_that_eats;
pub mod the_slow_listener;
pub mod the_starved_heartbeat;
pub mod the_stdin_that_wont_let_go;
pub mod the_swallowed_panic;
pub mod the_task_that_cant_be_stopped;
pub mod the_write_that_lied;
pub mod the_wrong_colour_of_recv;

/// The environment variable that picks the variant.
const WORLD: &str = "RAINBOW_WORLD";

/// The name of the world's variant, one of `variants`, or `""` for the first world, which needs no name.
///
/// An unknown name ends the program with status 2: a run in the wrong world would prove nothing.
pub fn world(variants: &[&'static str]) -> &'static str {
    let name = env::var(WORLD).unwrap_or_default();
    let known = variants.iter().find(|variant| **variant == name);
    known.copied().unwrap_or_else(|| {
        if !name.is_empty() {
            eprintln!(
                "{WORLD}={name}: this exercise has {}, or none for the first world",
                variants.join(", ")
            );
            process::exit(2);
        }
        ""
    })
}

/// Waits as long as work would take.
#[expect(clippy::disallowed_methods, reason = "the work of these worlds blocks, as real work does")]
fn pause(millis: u64) {
    thread::sleep(Duration::from_millis(millis));
}

/// As [`pause`], for tasks.
async fn sleep(millis: u64) {
    tokio::time::sleep(Duration::from_millis(millis)).await;
}

/// Panics when work that belongs on a thread of its own is done on the main thread.
fn own_thread() {
    assert_ne!(thread::current().name(), Some("main"), "a worker should have a thread of its own");
}

/// Panics when the async side has more than one thread: a blocking call would go unnoticed there.
fn one_async_thread() {
    let flavor = Handle::current().runtime_flavor();
    assert_eq!(flavor, RuntimeFlavor::CurrentThread, "the async side should have one thread");
}

/// A piece of work in flight: `+ NAME` on stderr when it begins, `- NAME` when it is dropped.
pub(crate) struct Piece<T: Display>(T);

/// How many pieces are in flight, and the most there have ever been (`MAX` once there is nothing to wait for).
static FLIGHT: Mutex<(usize, usize)> = Mutex::new((0, 0));
static BEGUN: Condvar = Condvar::new();

impl<T: Display> Piece<T> {
    /// Begins a piece of which `together` should be in flight at once.
    ///
    /// The first ones wait for the others: on a busy machine too, what may run in parallel does. Once a piece has waited
    /// 0.3 s in vain, the others needn't.
    #[expect(clippy::disallowed_methods, reason = "a piece is begun on a thread, which may block")]
    pub(crate) fn begin(name: T, together: usize) -> Self {
        let flight = enter(&name);
        let wait = BEGUN.wait_timeout_while(flight, Duration::from_millis(300), |flight| flight.1 < together);
        wait.unwrap_or_else(PoisonError::into_inner).0.1 = usize::MAX;
        Self(name)
    }

    /// As [`begin`](Self::begin), for tasks: waits without blocking the thread.
    pub(crate) async fn begin_async(name: T, together: usize) -> Self {
        drop(enter(&name));
        for _ in 0..30 {
            if FLIGHT.lock().unwrap_or_else(PoisonError::into_inner).1 >= together {
                break;
            }
            sleep(10).await;
        }
        FLIGHT.lock().unwrap_or_else(PoisonError::into_inner).1 = usize::MAX;
        Self(name)
    }
}

/// One more piece is in flight.
fn enter(name: &impl Display) -> MutexGuard<'static, (usize, usize)> {
    let mut flight = FLIGHT.lock().unwrap_or_else(PoisonError::into_inner);
    note(format_args!("+ {name}"));
    flight.0 += 1;
    flight.1 = flight.1.max(flight.0);
    BEGUN.notify_all();
    flight
}

impl<T: Display> Drop for Piece<T> {
    fn drop(&mut self) {
        let mut flight = FLIGHT.lock().unwrap_or_else(PoisonError::into_inner);
        note(format_args!("- {}", self.0));
        flight.0 -= 1;
    }
}
