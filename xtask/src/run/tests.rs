//! The engine against programs that misbehave: `examples/misbehave.rs`.

#![allow(clippy::unwrap_used)]

use std::env;
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::AtomicU32;

use super::*;

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

/// A folder for one run, gone with it.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder = env::temp_dir().join(format!("xtask run {} {number}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Folder(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn run_in(folder: &Folder, what: &str, input: Option<&[u8]>, limit: Duration, stop: &Stop) -> Outcome {
    let launch = Launch {
        program: &misbehave(),
        args: &what.split('=').map(str::to_owned).collect::<Vec<_>>(),
        input: input.map(Arc::from),
        folder: &folder.0,
        limit,
        steps: &[],
        environment: &[],
        measure: false,
    };
    run(&launch, stop).unwrap()
}

fn run_it(what: &str, limit: Duration) -> Outcome {
    run_in(&Folder::new(), what, None, limit, &Stop::default())
}

/// Runs it, and stops it once it has made this file.
fn run_until(what: &str, file: &str) -> Outcome {
    let folder = Folder::new();
    let stop = Stop::default();
    thread::scope(|scope| {
        let running = scope.spawn(|| run_in(&folder, what, None, LONG, &stop));
        while !folder.0.join(file).exists() {
            assert!(!running.is_finished());
            thread::yield_now();
        }
        stop.set();
        running.join().unwrap()
    })
}

fn status(outcome: &Outcome) -> i32 {
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
    let folder = Folder::new();
    let outcome = run_in(&folder, "environment", None, LONG, &Stop::default());
    let here = fs::canonicalize(&folder.0).unwrap();
    let printed = String::from_utf8(outcome.stdout).unwrap();
    let lines: Vec<&str> = printed.lines().collect();
    assert_eq!(fs::canonicalize(lines[0]).unwrap(), here);
    assert_eq!(lines[1..], ["1", "0"]);
}

#[test]
fn what_goes_in_comes_out_and_is_all_there() {
    let input: Vec<u8> = (0..3 << 20).map(|number: u32| (number % 251) as u8).collect();
    let outcome = run_in(&Folder::new(), "echo", Some(&input), LONG, &Stop::default());
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
    let folder = Folder::new();
    let outcome = run_in(&folder, "leave its input unread", Some(&input), LONG, &Stop::default());
    assert_eq!(status(&outcome), 0);
    assert_eq!(outcome.stdout, b"done\n");

    let what = "leave its input unread and hang";
    let outcome = run_in(&folder, what, Some(&input), SHORT, &Stop::default());
    assert_eq!(outcome.end, End::OverLimit);
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
    let folder = Folder::new();
    let launch = Launch {
        program: Path::new("no such program"),
        args: &[],
        input: None,
        folder: &folder.0,
        limit: LONG,
        steps: &[],
        environment: &[],
        measure: false,
    };
    let error = run(&launch, &Stop::default()).unwrap_err();
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
    assert_eq!(outcome.end, End::OverLimit);
    assert_eq!(outcome.stdout, b"one\ntwo\n");
    assert!(outcome.elapsed >= SHORT);
}

#[test]
fn a_wish_to_stop_ends_a_run() {
    let outcome = run_until("hang", "hangs");
    assert_eq!(outcome.end, End::Stopped);
    #[cfg(target_os = "linux")]
    assert!(!alive(&outcome.stdout));
}

/// Runs it while these steps happen.
fn run_with(what: &str, steps: &[Step], limit: Duration) -> Outcome {
    let folder = Folder::new();
    let launch = Launch {
        program: &misbehave(),
        args: &[what.to_owned()],
        input: None,
        folder: &folder.0,
        limit,
        steps,
        environment: &[],
        measure: true,
    };
    run(&launch, &Stop::default()).unwrap()
}

fn input(text: &str) -> Step {
    Step::Input(Arc::from(text.as_bytes()))
}

#[test]
fn steps_happen_one_after_the_other() {
    let steps = [input("one\n"), Step::Wait("heard one".to_owned()), input("two\n"), Step::Close];
    let outcome = run_with("tell what it hears", &steps, LONG);
    assert_eq!(status(&outcome), 0);
    assert_eq!(outcome.stdout, b"heard one\nheard two\n");
    assert_eq!(outcome.waiting, None);
}

#[test]
fn stdin_stays_open_until_a_step_closes_it() {
    let outcome = run_with("tell what it hears", &[input("one\n")], SHORT);
    assert_eq!(outcome.end, End::OverLimit);
    assert_eq!(outcome.stdout, b"heard one\n");
}

#[test]
fn a_text_that_never_comes_is_told() {
    let steps = [input("one\n"), Step::Wait("heard two".to_owned()), Step::Close];
    let outcome = run_with("tell what it hears", &steps, SHORT);
    assert_eq!(outcome.end, End::OverLimit);
    assert_eq!(outcome.waiting.as_deref(), Some("heard two"));
}

#[test]
fn who_ends_early_is_not_waited_for() {
    let steps = [Step::Wait("never".to_owned()), input("one\n")];
    let outcome = run_with("behave", &steps, LONG);
    assert_eq!(status(&outcome), 0);
    assert_eq!(outcome.waiting.as_deref(), Some("never"));
}

#[cfg(unix)]
#[test]
fn a_signal_is_sent_when_its_turn_comes() {
    use std::os::unix::process::ExitStatusExt;

    for (signal, number) in [(Signal::Int, 2), (Signal::Term, 15)] {
        let steps = [input("one\n"), Step::Wait("heard one".to_owned()), Step::Signal(signal)];
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
    let outcome = run_with("take 64 MiB", &[Step::Wait("taken".to_owned()), Step::Close], LONG);
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
            assert_eq!(outcome.end, End::OverLimit, "{what}");
            assert!(!alive(&outcome.stdout), "{what}");
        }
    }

    #[test]
    fn a_hang_with_a_daemon() {
        let outcome = run_until("hang with a daemon", "daemon");
        assert_eq!(outcome.end, End::Stopped);
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
