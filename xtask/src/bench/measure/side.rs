//! The two sides of a bridge: a thread, or a task of the runtime.

use std::fmt;
use std::thread;

use anyhow::{Context, Result, anyhow};
use futures_util::FutureExt;
use tokio::runtime::{Builder, Runtime};

/// Where code runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// On a thread of its own, which may block.
    Sync,
    /// In a task of the runtime.
    Async,
}

impl Side {
    /// Starts `work` on this side. On a thread it must not wait for anything but by blocking.
    ///
    /// # Errors
    /// When no thread can be started.
    pub fn start<T: Send + 'static>(
        self,
        runtime: &Runtime,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<Running<T>> {
        Ok(match self {
            Self::Sync => Running::Thread(spawn(work)?),
            Self::Async => Running::Task(runtime.spawn(work)),
        })
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sync => "sync",
            Self::Async => "async",
        })
    }
}

/// What was started on a side.
pub enum Running<T> {
    /// A thread.
    Thread(thread::JoinHandle<T>),
    /// A task.
    Task(tokio::task::JoinHandle<T>),
}

impl<T> Running<T> {
    /// Waits for the end of it.
    ///
    /// # Errors
    /// When it panicked.
    pub fn finish(self, runtime: &Runtime) -> Result<T> {
        match self {
            Self::Thread(thread) => thread.join().map_err(|_| anyhow!("a thread panicked")),
            Self::Task(task) => runtime.block_on(task).context("a task failed"),
        }
    }
}

/// Does `work` on a thread of its own. It must not wait for anything but by blocking.
///
/// # Errors
/// When no thread can be started.
pub fn spawn<T: Send + 'static>(
    work: impl Future<Output = T> + Send + 'static,
) -> Result<thread::JoinHandle<T>> {
    let work = || work.now_or_never().expect("on a thread, an end blocks until it is ready");
    thread::Builder::new().spawn(work).context("no thread could be started")
}

/// A runtime like that of the demos: as many threads as there are cores.
///
/// # Errors
/// When its threads can't be started.
pub fn runtime() -> Result<Runtime> {
    Builder::new_multi_thread().build().context("the runtime can't be started")
}
