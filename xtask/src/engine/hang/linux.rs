//! What Linux tells about the threads of a program, below `/proc`.

use std::collections::HashSet;
use std::fs;

use super::{Activity, Thread};
use crate::engine::tree::Tree;

/// The numbers of the system calls that matter here.
#[cfg(target_arch = "x86_64")]
mod call {
    pub const READ: [u64; 4] = [0, 19, 45, 47];
    pub const POLL: &[u64] = &[7];
    pub const PPOLL: &[u64] = &[271];
    pub const EPOLL_WAIT: &[u64] = &[232, 281];
    pub const EPOLL_PWAIT2: u64 = 441;
    pub const FUTEX: u64 = 202;
    pub const WAIT: [u64; 2] = [61, 247];
    pub const ACCEPT: [u64; 2] = [43, 288];
    pub const SIGNAL: &[u64] = &[34, 130];
    pub const SLEEP: [u64; 2] = [35, 230];
}

#[cfg(target_arch = "aarch64")]
mod call {
    pub const READ: [u64; 4] = [63, 65, 207, 212];
    pub const POLL: &[u64] = &[];
    pub const PPOLL: &[u64] = &[73];
    pub const EPOLL_WAIT: &[u64] = &[22];
    pub const EPOLL_PWAIT2: u64 = 441;
    pub const FUTEX: u64 = 98;
    pub const WAIT: [u64; 2] = [260, 95];
    pub const ACCEPT: [u64; 2] = [202, 242];
    pub const SIGNAL: &[u64] = &[133];
    pub const SLEEP: [u64; 2] = [101, 115];
}

/// What every thread of a program, and of all processes that it started, does at a moment.
#[derive(PartialEq, Eq)]
pub struct Snapshot {
    processes: Vec<i32>,
    threads: Vec<Look>,
    stdin_is_pending: bool,
}

/// What a thread does at a moment.
#[derive(PartialEq, Eq)]
struct Look {
    id: u32,
    /// Its system call with its arguments, as the system writes it.
    call: String,
    activity: Activity,
    /// Whether only something else can end it.
    endless: bool,
    /// How often it has been given a processor: two looks are the same only if it never ran in between.
    switches: u64,
}

impl Snapshot {
    /// Looks at all threads. `None` if it can't be known what one of them does.
    pub fn take(tree: &Tree, stdin_is_pending: bool) -> Option<Snapshot> {
        // Most looks end here: to look at one process is cheap, to find all is not.
        if !looks(tree.id())?.iter().all(|look| look.endless) {
            return None;
        }
        let processes = tree.processes();
        let mut threads = Vec::new();
        for &process in &processes {
            threads.extend(looks(process.try_into().ok()?)?);
        }
        Some(Snapshot { processes, threads, stdin_is_pending })
    }

    /// Whether every thread waits until something else wakes it.
    pub fn waits_for_ever(&self) -> bool {
        let reads_stdin = |look: &Look| look.activity == Activity::ReadsStdin;
        !self.threads.is_empty()
            && self.threads.iter().all(|look| look.endless)
            && !(self.stdin_is_pending && self.threads.iter().any(reads_stdin))
    }

    /// Whether no event can come from outside: no timer, no terminal, no connection to a process that isn't one of these.
    pub fn is_closed_to_the_outside(&self) -> bool {
        let mut sockets = HashSet::new();
        for process in &self.processes {
            let Ok(files) = fs::read_dir(format!("/proc/{process}/fd")) else {
                return false;
            };
            for file in files.flatten() {
                let Ok(target) = fs::read_link(file.path()) else {
                    continue;
                };
                let target = target.to_string_lossy().into_owned();
                if ["timerfd", "io_uring", "inotify", "fanotify", "/dev/tty", "/dev/pts", "/dev/console"]
                    .iter()
                    .any(|outside| target.contains(outside))
                {
                    return false;
                }
                if self.stdin_is_pending && target == "anon_inode:[eventpoll]" {
                    let number = file.file_name().to_string_lossy().into_owned();
                    let watched = fs::read_to_string(format!("/proc/{process}/fdinfo/{number}"));
                    let watches_stdin = |line: &str| {
                        line.strip_prefix("tfd:").and_then(|rest| rest.split_whitespace().next()) == Some("0")
                    };
                    if watched.is_ok_and(|watched| watched.lines().any(watches_stdin)) {
                        return false;
                    }
                }
                if let Some(inode) = target.strip_prefix("socket:[").and_then(|rest| rest.strip_suffix(']')) {
                    sockets.extend(inode.parse::<u64>());
                }
            }
        }
        sockets.is_empty() || self.processes.first().is_some_and(|process| are_internal(&sockets, *process))
    }
}

/// Whether all these sockets are connected with each other, and none with another process.
fn are_internal(sockets: &HashSet<u64>, process: i32) -> bool {
    let read = |table: &str| fs::read_to_string(format!("/proc/{process}/net/{table}")).unwrap_or_default();
    for table in ["udp", "udp6", "netlink", "raw", "packet"] {
        let ours =
            |line: &str| line.split_whitespace().any(|word| word.parse().is_ok_and(|n| sockets.contains(&n)));
        if read(table).lines().skip(1).any(ours) {
            return false;
        }
    }

    /// A connection, or a listener.
    struct Tcp {
        local: String,
        remote: String,
        listens: bool,
        inode: u64,
    }
    let rows = read("tcp") + &read("tcp6");
    let tcp: Vec<Tcp> = rows
        .lines()
        .filter_map(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            Some(Tcp {
                local: words.get(1)?.to_string(),
                remote: words.get(2)?.to_string(),
                listens: *words.get(3)? == "0A",
                inode: words.get(9)?.parse().ok()?,
            })
        })
        .collect();
    let port = |address: &str| address.rsplit(':').next().map(str::to_owned);
    for socket in tcp.iter().filter(|socket| sockets.contains(&socket.inode) && !socket.listens) {
        let internal = tcp.iter().any(|peer| {
            let is_peer = peer.local == socket.remote && peer.remote == socket.local;
            // One that nobody has accepted yet belongs to the listener.
            let waits_for_us = || {
                peer.inode == 0
                    && tcp.iter().any(|listener| {
                        listener.listens
                            && sockets.contains(&listener.inode)
                            && port(&listener.local) == port(&peer.local)
                    })
            };
            is_peer && (sockets.contains(&peer.inode) || waits_for_us())
        });
        if !internal {
            return false;
        }
    }

    // The table of Unix sockets doesn't tell who is connected with whom. The two of a pair are made at once, so that their
    // numbers follow each other; any other may be a connection to somebody else.
    let mut unix: Vec<u64> = read("unix")
        .lines()
        .filter_map(|line| line.split_whitespace().nth(6)?.parse().ok())
        .filter(|inode| sockets.contains(inode))
        .collect();
    unix.sort_unstable();
    unix.chunks(2).all(|pair| pair.len() == 2 && pair[1] - pair[0] == 1)
}

/// The threads of a program with their ids, and what each does.
pub fn threads(program: u32) -> Vec<(u32, Thread)> {
    let mut threads = Vec::new();
    for look in looks(program).unwrap_or_default() {
        let name = fs::read_to_string(format!("/proc/{program}/task/{}/comm", look.id)).unwrap_or_default();
        let name = if look.id == program { "main" } else { name.trim() };
        threads.push((look.id, Thread { name: name.to_owned(), activity: look.activity, source: None }));
    }
    threads
}

/// What each thread of a process does. `None` if one of them can't be looked at.
fn looks(process: u32) -> Option<Vec<Look>> {
    let mut ids: Vec<u32> = Vec::new();
    for entry in fs::read_dir(format!("/proc/{process}/task")).ok()?.flatten() {
        ids.push(entry.file_name().to_str()?.parse().ok()?);
    }
    ids.sort_unstable();
    let mut looks = Vec::new();
    for id in ids {
        let folder = format!("/proc/{process}/task/{id}");
        let status = fs::read_to_string(format!("{folder}/status")).ok()?;
        let field = |name: &str| status.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
        // What has ended does nothing any more.
        if field("State:").is_some_and(|state| state.starts_with('Z') || state.starts_with('X')) {
            continue;
        }
        let switches = |name: &str| field(name).and_then(|number| number.parse::<u64>().ok());
        let call = fs::read_to_string(format!("{folder}/syscall")).ok()?;
        let (activity, endless) = meaning(&call, process);
        looks.push(Look {
            id,
            call,
            activity,
            endless,
            switches: switches("voluntary_ctxt_switches:")? + switches("nonvoluntary_ctxt_switches:")?,
        });
    }
    Some(looks)
}

/// What a thread in this system call does, and whether only something else can end that.
fn meaning(line: &str, process: u32) -> (Activity, bool) {
    let mut words = line.split_whitespace();
    let Some(number) = words.next().and_then(|number| number.parse::<u64>().ok()) else {
        // "running", or "-1" for what is in no system call.
        return (Activity::Runs, false);
    };
    let arguments: Vec<u64> =
        words.map_while(|word| u64::from_str_radix(word.trim_start_matches("0x"), 16).ok()).collect();
    let argument = |place: usize| arguments.get(place).copied().unwrap_or_default();
    // A time limit of -1 is none; it is an int, of which only the lower half counts.
    let no_limit = |place: usize| argument(place) as u32 == u32::MAX;
    let timed = |activity: Activity, endless: bool| {
        if endless { (activity, true) } else { (Activity::Sleeps, false) }
    };
    if number == call::FUTEX {
        const WAIT: u64 = 0;
        const WAIT_BITSET: u64 = 9;
        let operation = argument(1) & 0x7f;
        let waits = operation == WAIT || operation == WAIT_BITSET;
        return timed(Activity::WaitsForThread, waits && argument(3) == 0);
    }
    if call::EPOLL_WAIT.contains(&number) {
        return timed(Activity::WaitsForEvent, no_limit(3));
    }
    if number == call::EPOLL_PWAIT2 {
        return timed(Activity::WaitsForEvent, argument(3) == 0);
    }
    if call::POLL.contains(&number) {
        return timed(Activity::WaitsForEvent, no_limit(2));
    }
    if call::PPOLL.contains(&number) {
        return timed(Activity::WaitsForEvent, argument(2) == 0);
    }
    if call::READ.contains(&number) {
        let file = fs::read_link(format!("/proc/{process}/fd/{}", argument(0))).unwrap_or_default();
        let file = file.to_string_lossy();
        let blocks = ["pipe:", "socket:", "anon_inode:[eventfd]"].iter().any(|kind| file.starts_with(kind));
        let activity = if argument(0) == 0 { Activity::ReadsStdin } else { Activity::Reads };
        return if blocks { (activity, true) } else { (Activity::InSystemCall, false) };
    }
    if call::ACCEPT.contains(&number) {
        return (Activity::Accepts, true);
    }
    if call::WAIT.contains(&number) {
        return (Activity::WaitsForProcess, true);
    }
    if call::SIGNAL.contains(&number) {
        return (Activity::WaitsForSignal, true);
    }
    if call::SLEEP.contains(&number) {
        return (Activity::Sleeps, false);
    }
    (Activity::InSystemCall, false)
}
