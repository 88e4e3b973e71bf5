//! The runner against programs that misbehave: `examples/misbehave.rs`.

#![allow(clippy::unwrap_used)]

use std::path::PathBuf;
use std::{env, fs, thread};

use tempfile::TempDir;

use super::*;
use crate::engine::spec::{Fault, StdinFault, Text, True};

/// Longer than any of these runs takes on a busy machine: who reaches it hangs.
const LONG: Duration = Duration::from_secs(60);
/// For those that are meant to reach it, after they have told who they are.
const SHORT: Duration = Duration::from_millis(1500);

/// `cargo test` builds the examples beside the tests.
fn misbehave() -> PathBuf {
    let test = env::current_exe().unwrap();
    let program = test.parent().unwrap().parent().unwrap().join("examples").join("misbehave");
    let program = program.with_extension(env::consts::EXE_EXTENSION);
    assert!(program.is_file(), "{} is missing: `cargo test -p xtask` builds it", program.display());
    program
}

fn folder() -> TempDir {
    TempDir::with_prefix("xtask run ").unwrap()
}

/// A run, and what it can be given.
struct Try<'a> {
    what: &'a str,
    stdin: Stdin<'a>,
    limit: Duration,
    fault: Fault,
    timed: &'a [Timed],
    measure: bool,
}

fn a(what: &str, limit: Duration) -> Try<'_> {
    Try { what, stdin: Stdin::Empty, limit, fault: Fault::default(), timed: &[], measure: false }
}

impl Try<'_> {
    fn run_in(&self, folder: &Path, cancel: &CancellationToken) -> RunOutcome {
        let args: Vec<OsString> = self.what.split('=').map(OsString::from).collect();
        let env =
            [("RUST_BACKTRACE", "0"), ("NO_COLOR", "1")].map(|(name, value)| (name.into(), value.into()));
        let spec = RunSpec {
            program: &misbehave(),
            args: &args,
            folder,
            env: &env,
            stdin: self.stdin.clone(),
            limit: self.limit,
            most: KEPT,
            fault: &self.fault,
            timed: self.timed,
            measure: self.measure,
            stderr: Stderr::Collected,
            hangs: Hangs::AreExplained,
        };
        run(&spec, cancel).unwrap()
    }

    fn run(&self) -> RunOutcome {
        self.run_in(folder().path(), &CancellationToken::default())
    }
}

fn bytes(input: &[u8]) -> Stdin<'static> {
    Stdin::Bytes(Arc::from(input))
}

fn run_it(what: &str, limit: Duration) -> RunOutcome {
    a(what, limit).run()
}

/// Runs it, and stops it once it has made this file.
fn run_until(what: &str, file: &str) -> RunOutcome {
    let folder = folder();
    let cancel = CancellationToken::default();
    thread::scope(|scope| {
        let running = scope.spawn(|| a(what, LONG).run_in(folder.path(), &cancel));
        while !folder.path().join(file).exists() {
            assert!(!running.is_finished());
            thread::yield_now();
        }
        cancel.cancel();
        running.join().unwrap()
    })
}

/// Whether it was killed because it didn't end. Where threads can be looked at, that is known before the limit.
fn hung(outcome: &RunOutcome) -> bool {
    matches!(outcome.end, End::OverLimit | End::Deadlocked)
}

fn status(outcome: &RunOutcome) -> i32 {
    match outcome.end {
        End::Exited(status) => status.code().unwrap(),
        end => panic!("ended otherwise: {end:?}"),
    }
}

/// Whether any of the processes whose ids were printed, a line each, is alive.
#[cfg(target_os = "linux")]
fn alive(pids: &[u8]) -> bool {
    let pids = std::str::from_utf8(pids).unwrap();
    assert!(!pids.is_empty(), "no process told its id");
    pids.lines().any(|pid| {
        // A zombie is dead; that nobody has buried it is not our doing.
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        stat.rsplit(')').next().and_then(|rest| rest.trim().chars().next()).is_some_and(|state| state != 'Z')
    })
}

#[test]
fn a_program_that_behaves_is_left_to_end() {
    let outcome = run_it("behave", LONG);
    assert_eq!(status(&outcome), 0);
    assert_eq!(outcome.stdout, b"one\ntwo\n");
    assert_eq!(outcome.stderr, b"");
}

#[test]
fn the_exit_status_is_told() {
    assert_eq!(status(&run_it("status=7", LONG)), 7);
}

#[test]
fn a_program_runs_in_its_folder_without_colour_or_backtrace() {
    let folder = folder();
    let outcome = a("environment", LONG).run_in(folder.path(), &CancellationToken::default());
    let here = fs::canonicalize(folder.path()).unwrap();
    let printed = String::from_utf8(outcome.stdout).unwrap();
    let lines: Vec<&str> = printed.lines().collect();
    assert_eq!(fs::canonicalize(lines[0]).unwrap(), here);
    assert_eq!(lines[1..], ["1", "0"]);
}

#[test]
fn what_goes_in_comes_out_and_is_all_there() {
    let input: Vec<u8> = (0..3 << 20).map(|number: u32| (number % 251) as u8).collect();
    let outcome = Try { stdin: bytes(&input), ..a("echo", LONG) }.run();
    assert_eq!(status(&outcome), 0);
    assert!(outcome.stdout == input);
}

#[test]
fn without_input_stdin_is_empty() {
    let outcome = run_it("echo", LONG);
    assert_eq!((status(&outcome), outcome.stdout.len()), (0, 0));
}

#[test]
fn an_input_that_nobody_reads_holds_nobody_up() {
    let input = vec![b'x'; 16 << 20];
    let outcome = Try { stdin: bytes(&input), ..a("leave its input unread", LONG) }.run();
    assert_eq!(status(&outcome), 0);
    assert_eq!(outcome.stdout, b"done\n");

    let outcome = Try { stdin: bytes(&input), ..a("leave its input unread and hang", SHORT) }.run();
    assert!(hung(&outcome), "{:?}", outcome.end);
}

#[test]
fn what_is_no_text_is_kept_as_it_is() {
    let outcome = run_it("print what is no text", LONG);
    assert_eq!(outcome.stdout, b"\xff\xfe\x00|\n\xc3\x28 no newline");
}

#[test]
fn a_huge_line_is_kept_whole() {
    assert_eq!(run_it("print one huge line", LONG).stdout.len(), 4 << 20);
}

#[test]
fn a_panic_is_exit_status_101_and_its_message_is_kept() {
    let outcome = run_it("panic", LONG);
    assert_eq!(status(&outcome), 101);
    let stderr = String::from_utf8(outcome.stderr).unwrap();
    assert!(stderr.contains("as it was told"), "{stderr}");
}

#[test]
fn a_program_that_is_not_there_is_an_error_that_names_it() {
    let folder = folder();
    let spec = RunSpec {
        program: Path::new("no such program"),
        args: &[],
        folder: folder.path(),
        env: &[],
        stdin: Stdin::Empty,
        limit: LONG,
        most: KEPT,
        fault: &Fault::default(),
        timed: &[],
        measure: false,
        stderr: Stderr::Collected,
        hangs: Hangs::AreExplained,
    };
    let error = run(&spec, &CancellationToken::default()).unwrap_err();
    assert!(format!("{error:#}").contains("no such program"));
}

#[test]
fn a_flood_is_ended_and_what_is_kept_is_bounded() {
    for (what, stream) in [
        ("flood", Stream::Stdout),
        ("flood without a newline", Stream::Stdout),
        ("flood stderr", Stream::Stderr),
    ] {
        let outcome = run_it(what, LONG);
        assert_eq!(outcome.end, End::Flooded(stream), "{what}");
        assert_eq!(outcome.stdout.len().max(outcome.stderr.len()), KEPT, "{what}");
    }
}

#[test]
fn what_came_before_a_hang_is_kept() {
    let outcome = run_it("hang after two lines", SHORT);
    assert!(hung(&outcome), "{:?}", outcome.end);
    assert_eq!(outcome.stdout, b"one\ntwo\n");
}

#[test]
fn cancellation_ends_a_run() {
    let outcome = run_until("hang", "hangs");
    assert_eq!(outcome.end, End::Cancelled);
    #[cfg(target_os = "linux")]
    assert!(!alive(&outcome.stdout));
}

/// Runs it while these steps happen.
fn run_with(what: &str, steps: &[Step], limit: Duration) -> RunOutcome {
    Try { stdin: Stdin::Steps(steps), measure: true, ..a(what, limit) }.run()
}

fn wait(text: &str) -> Step {
    Step::Wait(Text::try_from(text.to_owned()).unwrap())
}

fn input(text: &str) -> Step {
    Step::Input(text.to_owned())
}

#[test]
fn steps_happen_one_after_the_other() {
    let steps = [input("one\n"), wait("heard one"), input("two\n"), Step::Close(True)];
    let outcome = run_with("tell what it hears", &steps, LONG);
    assert_eq!(status(&outcome), 0);
    assert_eq!(outcome.stdout, b"heard one\nheard two\n");
    assert_eq!(outcome.waiting, None);
}

#[test]
fn stdin_stays_open_until_a_step_closes_it() {
    let outcome = run_with("tell what it hears", &[input("one\n")], SHORT);
    assert!(hung(&outcome), "{:?}", outcome.end);
    assert_eq!(outcome.stdout, b"heard one\n");
}

#[test]
fn a_text_that_never_comes_is_told() {
    let steps = [input("one\n"), wait("heard two"), Step::Close(True)];
    let outcome = run_with("tell what it hears", &steps, SHORT);
    assert!(hung(&outcome), "{:?}", outcome.end);
    assert_eq!(outcome.waiting.as_deref(), Some("heard two"));
}

#[test]
fn who_ends_early_is_not_waited_for() {
    let steps = [wait("never"), input("one\n")];
    let outcome = run_with("behave", &steps, LONG);
    assert_eq!(status(&outcome), 0);
    assert_eq!(outcome.waiting.as_deref(), Some("never"));
}

#[cfg(unix)]
#[test]
fn a_signal_is_sent_when_its_turn_comes() {
    use std::os::unix::process::ExitStatusExt;

    for (signal, number) in [(crate::engine::spec::Signal::Int, 2), (crate::engine::spec::Signal::Term, 15)] {
        let steps = [input("one\n"), wait("heard one"), Step::Signal(signal)];
        let outcome = run_with("tell what it hears", &steps, LONG);
        let End::Exited(status) = outcome.end else {
            panic!("ended otherwise: {:?}", outcome.end);
        };
        assert_eq!(status.signal(), Some(number));
        assert_eq!(outcome.stdout, b"heard one\n");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn what_it_uses_is_measured() {
    let outcome = run_with("take 64 MiB", &[wait("taken"), Step::Close(True)], LONG);
    assert_eq!(status(&outcome), 0);
    let peak = outcome.peak.unwrap() >> 20;
    assert!((64..100).contains(&peak), "{peak} MiB");
    // To fill it takes some time, and not all that there is.
    let cpu = outcome.cpu.unwrap();
    assert!(cpu > Duration::ZERO && cpu < LONG, "{cpu:?}");
}

#[cfg(target_os = "linux")]
mod no_process_survives {
    use std::os::unix::process::ExitStatusExt;

    use super::*;

    #[test]
    fn a_hang() {
        for what in ["hang", "ignore SIGTERM", "hang with stdout closed"] {
            let outcome = run_it(what, SHORT);
            assert!(hung(&outcome), "{what}: {:?}", outcome.end);
            assert!(!alive(&outcome.stdout), "{what}");
        }
    }

    #[test]
    fn a_hang_with_a_daemon() {
        let outcome = run_until("hang with a daemon", "daemon");
        assert_eq!(outcome.end, End::Cancelled);
        assert!(!alive(&outcome.stdout));
    }

    #[test]
    fn the_end_of_its_parent_while_it_holds_the_pipe() {
        for what in ["leave a child that holds the pipe", "leave a daemon that holds the pipe"] {
            let outcome = run_it(what, LONG);
            let End::LeftBehind(status) = outcome.end else {
                panic!("{what}: {:?}", outcome.end);
            };
            assert_eq!(status.code(), Some(0), "{what}");
            assert!(!alive(&outcome.stdout), "{what}");
        }
    }

    #[test]
    fn the_end_of_its_parent_in_silence() {
        for what in ["leave a child that is silent", "leave a daemon that is silent"] {
            let outcome = run_it(what, LONG);
            assert_eq!(status(&outcome), 0, "{what}");
            assert!(!alive(&outcome.stdout), "{what}");
        }
    }

    #[test]
    fn a_death_by_signal_which_is_told() {
        for (what, signal) in [("abort", 6), ("kill itself", 9)] {
            let End::Exited(status) = run_it(what, LONG).end else {
                panic!("{what} ended otherwise");
            };
            assert_eq!(status.signal(), Some(signal), "{what}");
        }
    }
}

mod faults {
    use super::*;
    use crate::engine::spec::OutputFault;

    fn with(fault: Fault, what: &str) -> RunOutcome {
        Try { fault, stdin: bytes(b"one\ntwo\nthree\nfour\n"), ..a(what, LONG) }.run()
    }

    #[test]
    fn stdin_that_trickles_brings_everything() {
        let fault = Fault { stdin: Some(StdinFault::Trickle), ..Fault::default() };
        assert_eq!(with(fault, "echo").stdout, b"one\ntwo\nthree\nfour\n");
    }

    #[test]
    fn stdin_that_ends_early_brings_half() {
        let fault = Fault { stdin: Some(StdinFault::Half), ..Fault::default() };
        assert_eq!(with(fault, "echo").stdout, b"one\ntwo\nt");
    }

    #[test]
    fn stdin_that_stalls_stays_open() {
        let fault = Fault { stdin: Some(StdinFault::Stall), ..Fault::default() };
        let outcome = Try { fault, stdin: bytes(b"one\n"), ..a("tell what it hears", SHORT) }.run();
        assert!(hung(&outcome));
        assert_eq!(outcome.stdout, b"heard one\n");
    }

    #[test]
    fn stdout_is_closed_after_so_many_lines() {
        let fault = Fault { stdout: Some(OutputFault::CloseAfter(2)), ..Fault::default() };
        let outcome = with(fault, "tell what it hears");
        assert_eq!(outcome.stdout, b"heard one\nheard two\n");
    }

    #[test]
    fn stdout_that_nobody_reads_holds_up_the_program() {
        let fault = Fault { stdout: Some(OutputFault::Unread(True)), ..Fault::default() };
        // More than a pipe takes.
        let outcome = Try { fault, ..a("print one huge line", SHORT) }.run();
        assert_eq!(outcome.end, End::OverLimit);
    }

    #[test]
    fn what_a_slow_reader_gets_is_all_there() {
        let fault = Fault { stdout: Some(OutputFault::Slow(True)), ..Fault::default() };
        assert_eq!(Try { fault, ..a("print one huge line", LONG) }.run().stdout.len(), 4 << 20);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_takes_no_more_than_its_limit() {
        let fault = Fault { file_kib: Some(8), ..Fault::default() };
        let folder = folder();
        let outcome = Try { fault, ..a("write 64 KiB to a file", LONG) }
            .run_in(folder.path(), &CancellationToken::default());
        assert_eq!(status(&outcome), 1, "{}", String::from_utf8_lossy(&outcome.stderr));
        assert_eq!(fs::metadata(folder.path().join("file")).unwrap().len(), 8 << 10);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn memory_and_open_files_have_a_limit() {
        let fault = Fault { memory_mib: Some(48), ..Fault::default() };
        let outcome = Try { fault, stdin: bytes(b""), ..a("take 64 MiB", LONG) }.run();
        assert!(!matches!(outcome.end, End::Exited(status) if status.success()), "{:?}", outcome.end);
        let fault = Fault { open_files: Some(20), ..Fault::default() };
        let outcome = Try { fault, ..a("open 30 files", LONG) }.run();
        assert_eq!(status(&outcome), 1);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn one_core_is_all_it_sees_and_ours_stay() {
        let before = thread::available_parallelism().unwrap();
        let fault = Fault { one_core: true, ..Fault::default() };
        assert_eq!(Try { fault, ..a("count cores", LONG) }.run().stdout, b"1\n");
        assert_eq!(thread::available_parallelism().unwrap(), before);
    }

    #[cfg(unix)]
    #[test]
    fn signals_and_pauses_come_at_their_moment() {
        use std::os::unix::process::ExitStatusExt;

        let at = |ms| Duration::from_millis(ms);
        let pause = [
            Timed { at: at(10), event: TimedEvent::Pause },
            Timed { at: at(30), event: TimedEvent::Continue },
            Timed { at: at(60), event: TimedEvent::Signal(crate::engine::spec::Signal::Term) },
        ];
        let outcome = Try { timed: &pause, ..a("hang", LONG) }.run();
        let End::Exited(status) = outcome.end else { panic!("{:?}", outcome.end) };
        assert_eq!(status.signal(), Some(15));
        assert!(outcome.elapsed >= at(60));
    }
}
