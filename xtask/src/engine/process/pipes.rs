//! The pipes to a program: each has a thread of its own, and may misbehave as a fault says.

use std::io::{ErrorKind, Read, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Sender, SyncSender};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};

use super::Stream;
use crate::engine::spec::OutputFault;

/// How much is read at a time by a slow partner, and how long it pauses in between.
const SLOW: (usize, Duration) = (4 << 10, Duration::from_millis(2));

/// What a reader has to report.
pub enum Arrival {
    /// This was printed.
    Data(Stream, Vec<u8>),
    /// The stream is closed.
    Closed,
}

/// Holds readers back until the program has ended.
#[derive(Clone, Default)]
pub struct Release(Arc<(Mutex<bool>, Condvar)>);

impl Release {
    /// Lets all read from now on, as fast as they can.
    pub fn all(&self) {
        *self.0.0.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.0.1.notify_all();
    }

    fn wait(&self) {
        let released = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        drop(self.0.1.wait_while(released, |released| !*released));
    }

    fn is_released(&self) -> bool {
        *self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes away what a pipe holds that nobody has read yet, as far as the system allows (one page): otherwise 64 KiB are printed
/// before a program notices that its reader is slow.
#[cfg(target_os = "linux")]
pub fn shrink(pipe: &std::io::PipeWriter) {
    const LEAST: i32 = 4 << 10;
    // One that stays as it is shows less, and nothing wrong.
    let _ = nix::fcntl::fcntl(pipe, nix::fcntl::FcntlArg::F_SETPIPE_SZ(LEAST));
}

/// Elsewhere it stays as it is.
#[cfg(not(target_os = "linux"))]
pub fn shrink(_pipe: &std::io::PipeWriter) {}

/// Reads a pipe from a thread of its own, and passes on what comes.
pub fn read(
    mut pipe: impl Read + Send + 'static,
    stream: Stream,
    fault: Option<OutputFault>,
    events: &SyncSender<Arrival>,
    release: &Release,
) -> Result<()> {
    let (events, release) = (events.clone(), release.clone());
    let read = move || {
        let mut lines_left = match fault {
            Some(OutputFault::CloseAfter(lines)) => Some(lines),
            Some(OutputFault::Unread(_)) => {
                release.wait();
                None
            }
            _ => None,
        };
        let mut buffer = vec![0; 64 << 10];
        while lines_left != Some(0) {
            let slow = matches!(fault, Some(OutputFault::Slow(_))) && !release.is_released();
            let size = match (slow, lines_left) {
                (true, _) => SLOW.0,
                // Byte by byte, so that nothing after the last line is taken.
                (_, Some(_)) => 1,
                _ => buffer.len(),
            };
            match pipe.read(&mut buffer[..size]) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Ok(0) | Err(_) => break,
                Ok(length) => {
                    let data = buffer[..length].to_vec();
                    if let Some(lines) = &mut lines_left {
                        *lines -= usize::from(data.ends_with(b"\n"));
                    }
                    if events.send(Arrival::Data(stream, data)).is_err() {
                        return;
                    }
                }
            }
            if slow {
                thread::sleep(SLOW.1);
            }
        }
        drop(pipe);
        // Nobody listens any more once the run has been given up.
        let _ = events.send(Arrival::Closed);
    };
    thread::Builder::new().spawn(read).context("no thread could be started")?;
    Ok(())
}

/// Writes to a program's stdin from a thread of its own: a program need not read it, and may end in the middle.
/// The pipe is closed when everything is written and this is dropped.
pub struct Feeder {
    to_thread: Option<Sender<Vec<u8>>>,
    pending: Pending,
}

/// How much a feeder still has to do: what it was given, and to close the pipe.
#[derive(Clone, Default)]
pub struct Pending(Arc<AtomicUsize>);

impl Pending {
    /// Whether something is still to happen.
    pub fn is_some(&self) -> bool {
        self.0.load(Ordering::SeqCst) > 0
    }
}

impl Feeder {
    /// Starts the thread.
    pub fn start(mut pipe: impl Write + Send + 'static) -> Result<Feeder> {
        let (to_thread, inputs) = mpsc::channel::<Vec<u8>>();
        let pending = Pending::default();
        let done = Arc::clone(&pending.0);
        let write = move || {
            for input in inputs {
                // An empty one asks for a pause. An error means that nobody reads, which is the program's choice.
                if input.is_empty() {
                    thread::sleep(SLOW.1);
                } else {
                    let _ = pipe.write_all(&input).and_then(|()| pipe.flush());
                }
                done.fetch_sub(1, Ordering::SeqCst);
            }
            drop(pipe);
            done.fetch_sub(1, Ordering::SeqCst);
        };
        thread::Builder::new().spawn(write).context("no thread could be started")?;
        Ok(Feeder { to_thread: Some(to_thread), pending })
    }

    /// What is still to happen.
    pub fn pending(&self) -> Pending {
        self.pending.clone()
    }

    /// Writes this, some time.
    pub fn write(&self, input: &[u8]) {
        self.pending.0.fetch_add(1, Ordering::SeqCst);
        if let Some(to_thread) = &self.to_thread {
            // The thread ends only when this is dropped.
            let _ = to_thread.send(input.to_vec());
        }
    }

    /// Writes this in small pieces with pauses.
    pub fn trickle(&self, input: &[u8]) {
        // At most so many pieces, so that a large input doesn't take for ever.
        const PIECES: usize = 200;
        for piece in input.chunks(input.len().div_ceil(PIECES).max(1)) {
            self.write(piece);
            self.write(&[]);
        }
    }
}

impl Drop for Feeder {
    fn drop(&mut self) {
        self.pending.0.fetch_add(1, Ordering::SeqCst);
        self.to_thread = None;
    }
}
