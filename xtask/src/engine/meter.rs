//! How much memory and processor time a program uses, where the system tells.

use std::time::Duration;

/// What a program has used so far.
#[derive(Debug, Default)]
pub struct Meter {
    /// The most memory it had, in bytes.
    pub peak: Option<u64>,
    /// The processor time it used.
    pub cpu: Option<Duration>,
}

impl Meter {
    /// A meter that has not been read yet: what ends before the first reading has used next to nothing.
    pub fn new() -> Meter {
        let linux = cfg!(target_os = "linux");
        Meter { peak: cfg!(unix).then_some(0), cpu: linux.then_some(Duration::ZERO) }
    }

    /// Reads it. Both values only grow, so that the last reading counts.
    #[cfg(target_os = "linux")]
    pub fn look(&mut self, program: u32) {
        use std::fs::read_to_string;

        let status = read_to_string(format!("/proc/{program}/status")).unwrap_or_default();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let peak = peak.and_then(|peak| peak.trim().trim_end_matches(" kB").parse::<u64>().ok());
        // What has ended has no memory any more.
        self.peak = peak.map(|kib| kib << 10).max(self.peak);
        self.cpu = cpu_time(program).max(self.cpu);
    }

    /// Elsewhere on Unix `ps` tells how much memory it has at the moment, in KiB.
    #[cfg(all(unix, not(target_os = "linux")))]
    pub fn look(&mut self, program: u32) {
        let ps = std::process::Command::new("ps").args(["-o", "rss=", "-p", &program.to_string()]).output();
        let now = ps.ok().and_then(|ps| String::from_utf8_lossy(&ps.stdout).trim().parse::<u64>().ok());
        self.peak = now.map(|kib| kib << 10).max(self.peak);
    }

    /// Elsewhere nothing is known.
    #[cfg(not(unix))]
    pub fn look(&mut self, _program: u32) {}
}

/// The processor time of a program, all its threads together.
#[cfg(target_os = "linux")]
pub fn cpu_time(program: u32) -> Option<Duration> {
    /// Linux tells times in hundredths of a second, whatever its own clock does.
    const A_SECOND: u64 = 100;

    let stat = std::fs::read_to_string(format!("/proc/{program}/stat")).ok()?;
    // The name of the program comes second, in brackets, and may have a bracket in it.
    let (_, fields) = stat.rsplit_once(')')?;
    let times = fields.split_whitespace().skip(11).take(2);
    let hundredths: Option<u64> = times.map(|time| time.parse::<u64>().ok()).sum();
    hundredths.map(|time| Duration::from_millis(time * 1000 / A_SECOND))
}

/// Elsewhere it isn't known.
#[cfg(not(target_os = "linux"))]
pub fn cpu_time(_program: u32) -> Option<Duration> {
    None
}

/// How long a program was ready to run and had no processor: that of its threads that had to wait longest.
#[cfg(target_os = "linux")]
pub fn waited_for_a_processor(program: u32) -> Duration {
    let threads = std::fs::read_dir(format!("/proc/{program}/task")).into_iter().flatten().flatten();
    let waited = threads.filter_map(|thread| {
        let statistics = std::fs::read_to_string(thread.path().join("schedstat")).ok()?;
        statistics.split_whitespace().nth(1)?.parse().ok()
    });
    Duration::from_nanos(waited.max().unwrap_or_default())
}

/// Elsewhere it isn't known.
#[cfg(not(target_os = "linux"))]
pub fn waited_for_a_processor(_program: u32) -> Duration {
    Duration::ZERO
}
