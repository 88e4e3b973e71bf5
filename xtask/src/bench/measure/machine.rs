//! The machine: what it is, and how evenly it works at the moment.

use std::env;
use std::fs;
use std::hint::black_box;
use std::num::NonZero;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use super::group::{Spread, Unit};
use super::shown;

/// The size of the fixed piece of work: about ten milliseconds on a machine of today.
const STEPS: u64 = 10_000_000;
/// How often the fixed piece of work is done, by one thread and by two.
const TIMES: usize = 20;
/// Two threads on idle cores of their own do nearly 2 times as much as one.
const GAIN: f64 = 1.7;
/// A range wider than this part of the median means that something else wants the processor too.
const UNEVEN: f64 = 0.2;

/// How this program was built.
const PROFILE: &str = if cfg!(debug_assertions) { "debug" } else { "release" };

/// A machine at work.
pub struct Machine {
    /// The system and the kind of processor, as Rust calls them.
    pub system: String,
    /// The processor's name, if it is known.
    pub processor: Option<String>,
    /// How many threads it runs at once.
    pub cores: usize,
    /// The compiler.
    pub compiler: String,
    /// How long a fixed piece of work took, in seconds.
    pub alone: Spread,
    /// How much more two threads did of it than one. None where there is but one core.
    pub gain: Option<Spread>,
}

impl Machine {
    /// Looks at this one; it takes a second.
    pub fn look() -> Machine {
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        let rounds: Vec<(f64, f64)> =
            (0..TIMES).map(|_| (work().as_secs_f64(), twice().as_secs_f64())).collect();
        Machine {
            system: format!("{} on {}", env::consts::OS, env::consts::ARCH),
            processor: processor(),
            cores,
            compiler: compiler(),
            alone: Spread::of(rounds.iter().map(|&(alone, _)| alone), false),
            gain: (cores > 1)
                .then(|| Spread::of(rounds.iter().map(|&(alone, both)| 2.0 * alone / both), false)),
        }
    }

    /// What it is, in a line.
    pub fn description(&self) -> String {
        let processor = self.processor.as_deref().unwrap_or("unknown processor");
        let cores = crate::text::count(self.cores, "core");
        format!("{}, {processor}, {cores}; {}, {PROFILE} profile", self.system, self.compiler)
    }

    /// How evenly it works, in a line.
    pub fn steadiness(&self) -> String {
        let alone = shown::with_range(self.alone, Unit::Seconds);
        match self.gain {
            Some(gain) => {
                let gain = shown::with_range(gain, Unit::Times);
                format!("A fixed piece of work took {alone}; two threads did {gain} times as much as one.")
            }
            None => format!("A fixed piece of work took {alone}."),
        }
    }

    /// What speaks against measuring on it now.
    pub fn warning(&self) -> Option<&'static str> {
        if self.alone.high - self.alone.low > UNEVEN * self.alone.median {
            return Some("this machine is busy: the same work takes now this long, now that");
        }
        match self.gain {
            None => Some("this machine has but one core: nothing goes on at the same time"),
            Some(gain) if gain.median < GAIN => Some("this machine is busy: it has no second core to spare"),
            Some(_) => None,
        }
    }
}

/// Does the fixed piece of work: nothing that memory or another program has a part in.
fn work() -> Duration {
    let started = Instant::now();
    let mut number = black_box(1_u64);
    for _ in 0..STEPS {
        number ^= number << 13;
        number ^= number >> 7;
        number ^= number << 17;
    }
    black_box(number);
    started.elapsed()
}

/// Does it on two threads at once.
fn twice() -> Duration {
    let started = Instant::now();
    thread::scope(|scope| {
        scope.spawn(work);
        work();
    });
    started.elapsed()
}

/// The processor's name, as Linux tells it.
fn processor() -> Option<String> {
    let told = fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = told.lines().find(|line| line.starts_with("model name"))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

fn compiler() -> String {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let told = Command::new(rustc)
        .arg("--version")
        .output()
        .ok()
        .and_then(|told| String::from_utf8(told.stdout).ok());
    told.map_or_else(|| "unknown compiler".to_owned(), |told| told.trim().to_owned())
}
