//! Programs that keep their promise under a fault, and programs that break it.

/// A fault, and what two programs do about it.
pub struct Fault {
    /// The start of the names of its cases.
    pub name: &'static str,
    /// The keys of its cases.
    pub keys: &'static str,
    /// What a program does that keeps its promise.
    pub keeps: &'static str,
    /// What a program does that breaks it.
    pub breaks: &'static str,
    /// What it is called.
    pub verdict: &'static str,
    /// What is said of it.
    pub says: &'static str,
}

const fn fault(
    name: &'static str,
    keys: &'static str,
    [keeps, breaks]: [&'static str; 2],
    [verdict, says]: [&'static str; 2],
) -> Fault {
    Fault { name, keys, keeps, breaks, verdict, says }
}

/// One for each key, at least. stdin stays open where a signal is to come, so that it always finds the program there.
pub const FAULTS: &[Fault] = &[
    fault(
        "signal",
        "fault = { signal = 'INT', stdin = 'stall' }\nruns = 3\nstdout = 'bye'",
        ["say bye at the first signal", "ignore signals"],
        ["HANG", "a thread still reads stdin"],
    ),
    fault(
        "signal-uncaught",
        "fault = { signal = 'TERM', stdin = 'stall' }\nruns = 3\nstdout = 'bye'",
        ["say bye at the first signal", "wait at the prompt"],
        ["CRASH", "killed by SIGTERM"],
    ),
    fault(
        "again",
        "fault = { signal = 'INT', again = 0.1, stdin = 'stall' }\nruns = 3\nstdout = 'finishing'\nstatus = 130",
        ["give up at the second signal", "finish whatever comes"],
        ["HANG", "a thread still reads stdin"],
    ),
    fault(
        "trickle",
        "fault = { stdin = 'trickle' }\ninput = 'input.txt'\nstdout = '200000 bytes'",
        ["read all", "read once"],
        ["DIFF", "missing, log line 1:\n    200000 bytes"],
    ),
    fault(
        "stall",
        "fault = { stdin = 'stall' }\ninput = 'input.txt'\nstdout = '10000 lines'",
        ["count 10000 lines", "count all lines"],
        ["HANG", "reads stdin"],
    ),
    fault(
        "half",
        "fault = { stdin = 'half' }\ninput = 'input.txt'\nstdout = ''\nstatus = 1\nstderr = ['too short']",
        ["want 10000 lines", "take what there is"],
        ["DIFF", "stderr lacks \"too short\""],
    ),
    fault(
        "closed",
        "fault = { stdout = { close_after = 2 } }\nstdout = \"line\\nline\\n\"",
        ["print until nobody reads", "print with println"],
        ["CRASH", "failed printing to stdout"],
    ),
    fault(
        "slow",
        "fault = { stdout = { slow = true } }\nlog = 'input.txt'",
        ["print 10000 lines", "print 10000 lines or drop them"],
        ["DIFF", "missing"],
    ),
    fault(
        "unread",
        "fault = { stdout = { unread = true } }\nstdout = ''\npart = 'any'\nlimit = 2",
        ["print 10 lines", "print 10000 lines"],
        ["HANG", "still running after 2.0"],
    ),
    fault(
        "stderr-closed",
        "fault = { stderr = { close_after = 0 } }\nstdout = 'done'",
        ["log if it can", "log with eprintln"],
        ["CRASH", "its main thread panicked"],
    ),
    fault(
        "stderr-full",
        "fault = { stderr = { unread = true } }\nstdout = 'done'\nlimit = 2",
        ["log if it can", "log 10000 lines"],
        ["HANG", "still running after 2.0"],
    ),
    fault(
        "file",
        "fault = { file_kib = 8 }\nfiles = { out = 'any' }\nstdout = ''\nstatus = 1\nstderr = ['out can not be written']",
        ["write 64 KiB and look", "write 64 KiB"],
        ["DIFF", "stderr lacks \"out can not be written\""],
    ),
    fault(
        "open-files",
        "fault = { open_files = 20 }\nfiles = { out = 'any' }\nstdout = 'done'",
        ["open 30 files in turn", "open 30 files at once"],
        ["CRASH", "Too many open files"],
    ),
    fault(
        "memory",
        "fault = { memory_mib = 64 }\nstdout = 'done'",
        ["take 256 MiB in turn", "take 256 MiB at once"],
        ["CRASH", "killed by SIGABRT"],
    ),
    fault(
        "one-core",
        "fault = { one_core = true }\nstdout = 'done'",
        ["work beside main on one core at least", "work beside main"],
        ["HANG", "waits for ever"],
    ),
    fault(
        "pauses",
        "fault = { pauses = 5 }\nruns = 5\nstdout = 'done'",
        ["take its time", "be punctual"],
        ["STATUS", "exit status 4, expected 0"],
    ),
];

/// Does as its argument says.
pub const FAULTY: &str = r#"
use std::fs::File;
use std::io::{self, BufRead, Read, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};
use std::{env, process, thread};

static SIGNALS: AtomicUsize = AtomicUsize::new(0);

/// Does this at each signal, with its number, and waits for more input than comes.
fn wait(at_signal: fn(usize)) {
    ctrlc::set_handler(move || at_signal(SIGNALS.fetch_add(1, Ordering::SeqCst))).unwrap();
    io::stdin().read_to_end(&mut Vec::new()).unwrap();
}

fn leave(word: &str, status: i32) {
    println!("{word}");
    process::exit(status);
}

fn count(most: usize) -> usize {
    io::stdin().lock().lines().take(most).count()
}

const LINE: &str = "a line of the input";

fn main() {
    match env::args().nth(1).unwrap().as_str() {
        "say bye at the first signal" => wait(|_| leave("bye", 0)),
        "ignore signals" => wait(|_| {}),
        "wait at the prompt" => drop(io::stdin().read_to_end(&mut Vec::new())),
        "give up at the second signal" => wait(|number| match number {
            0 => println!("finishing"),
            _ => process::exit(130),
        }),
        "finish whatever comes" => wait(|number| if number == 0 { println!("finishing") }),
        "read all" => println!("{} bytes", io::stdin().read_to_end(&mut Vec::new()).unwrap()),
        // More than a pipe holds.
        "read once" => println!("{} bytes", io::stdin().read(&mut vec![0; 200_000]).unwrap()),
        "count 10000 lines" => println!("{} lines", count(10_000)),
        "count all lines" => println!("{} lines", count(usize::MAX)),
        "want 10000 lines" => if count(10_000) < 10_000 {
            eprintln!("too short");
            process::exit(1);
        },
        "take what there is" => drop(count(10_000)),
        "print until nobody reads" => while writeln!(io::stdout(), "line").is_ok() {},
        "print with println" => loop {
            println!("line");
        },
        "print 10 lines" => (0..10).for_each(|_| println!("{LINE}")),
        "print 10000 lines" => (0..10_000).for_each(|_| println!("{LINE}")),
        "print 10000 lines or drop them" => {
            let (sender, receiver) = mpsc::sync_channel(1);
            let printer = thread::spawn(move || receiver.iter().for_each(|line: &str| println!("{line}")));
            (0..10_000).for_each(|_| drop(sender.try_send(LINE)));
            drop(sender);
            printer.join().unwrap();
        }
        "log if it can" => {
            let _ = writeln!(io::stderr(), "a note");
            println!("done");
        }
        "log with eprintln" => {
            eprintln!("a note");
            println!("done");
        }
        "log 10000 lines" => {
            (0..10_000).for_each(|_| eprintln!("{LINE}"));
            println!("done");
        }
        "write 64 KiB and look" => if File::create("out").unwrap().write_all(&[b'x'; 64 << 10]).is_err() {
            eprintln!("out can not be written");
            process::exit(1);
        },
        "write 64 KiB" => drop(File::create("out").unwrap().write_all(&[b'x'; 64 << 10])),
        "open 30 files in turn" => {
            (0..30).for_each(|_| drop(File::create("out").unwrap()));
            println!("done");
        }
        "open 30 files at once" => {
            let files: Vec<File> = (0..30).map(|_| File::create("out").unwrap()).collect();
            println!("done with {}", files.len());
        }
        "take 256 MiB in turn" => {
            let bytes: usize = (0..256).map(|_| vec![1_u8; 1 << 20].len()).sum();
            println!("{}", if bytes == 256 << 20 { "done" } else { "less" });
        }
        "take 256 MiB at once" => println!("{}", vec![1_u8; 256 << 20].len()),
        "work beside main" => work(0),
        "work beside main on one core at least" => work(1),
        "take its time" => {
            steps();
            println!("done");
        }
        "be punctual" => if steps() < Duration::from_millis(29) { println!("done") } else {
            println!("done");
            process::exit(4);
        },
        other => panic!("what is {other:?}?"),
    }
}

/// A thread for every core but main's, and so many at least. They send main what they have done.
fn work(least: usize) {
    let (sender, receiver) = mpsc::channel();
    let cores = thread::available_parallelism().unwrap().get();
    for _ in 0..(cores - 1).max(least) {
        let sender = sender.clone();
        thread::spawn(move || sender.send("done").unwrap());
    }
    println!("{}", receiver.recv().unwrap());
}

/// A hundred small steps; the time that the longest took.
fn steps() -> Duration {
    let step = |_| {
        let begun = Instant::now();
        thread::sleep(Duration::from_millis(2));
        begun.elapsed()
    };
    (0..100).map(step).max().unwrap()
}
"#;

/// Talks as its argument says.
pub const TALKER: &str = r#"
use std::{env, fs, process, thread};

/// How often it was called before, whoever calls it at the same time.
fn turn() -> usize {
    let turns = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("turns");
    fs::create_dir_all(&turns).unwrap();
    (0..).find(|turn: &usize| fs::File::create_new(turns.join(turn.to_string())).is_ok()).unwrap()
}

fn main() {
    let mut lines = match env::args().nth(1).unwrap_or_default().as_str() {
        "exact" => vec!["one", "two"],
        "lanes" if turn() % 2 == 0 => vec!["a | 1", "b | 1", "a | 2"],
        "lanes" => vec!["a | 1", "a | 2", "b | 1"],
        "any" => {
            let mut lines = vec!["one", "two", "three"];
            lines.rotate_left(turn() % 3);
            lines
        }
        "undecided" => {
            println!("{}", process::id());
            vec![]
        }
        "fail" => {
            fs::write("a file", process::id().to_string()).unwrap();
            eprintln!("lost: task 5");
            process::exit(3);
        }
        "debug assertions" => {
            println!("{}", cfg!(debug_assertions));
            vec![]
        }
        "hang" => loop {
            thread::park();
        },
        other => panic!("what is {other:?}?"),
    };
    lines.drain(..).for_each(|line| println!("{line}"));
}
"#;
