//! `cargo xtask workshop` as a user runs it, in small workspaces made for it.

#![allow(clippy::unwrap_used)]

#[path = "workshop/exercises.rs"]
mod exercises;
mod playground;

use std::fs;

use exercises::{FAILING, ONE, SILENT, TWO, empty, exercise, held, say_one, three};
use playground::{Playground, Ran};

fn workshop(playground: &Playground, args: &[&str]) -> Ran {
    playground.xtask(&[&["workshop"], args].concat())
}

#[track_caller]
fn ends(ran: &Ran, status: i32) {
    assert_eq!(ran.status, Some(status), "{}\n{}", ran.stdout, ran.stderr);
}

#[track_caller]
fn ends_with_usage_error(ran: &Ran, says: &str) {
    ends(ran, 2);
    assert!(ran.stderr.contains(says), "no {says:?} in {}", ran.stderr);
}

#[test]
fn a_session_from_the_first_failure_to_the_last_exercise() {
    let playground = three("session");
    let ran = workshop(&playground, &["list"]);
    ends(&ran, 0);
    ran.has(&["demo\n>  1  open     first\n", "   2  open     second-one", "0 of 3 done"]);

    // Without a terminal: the exercise one is at, once.
    for args in [&[][..], &["run"], &["run", "fir"], &["run", "1"], &["run", "demo/exercises/first.rs"]] {
        let ran = workshop(&playground, args);
        ends(&ran, 1);
        ran.has(&["DIFF  first: ", "missing, log line 1:\n    one\n", "What is to be said?", "hint first"]);
    }
    let ran = workshop(&playground, &["hint", "first"]);
    ends(&ran, 0);
    ran.has(&["where to look:\nlook here\n", "hint first 2"]);
    workshop(&playground, &["hint", "first", "3"]).has(&["how to fix it:\nfix it so\n", "solution first"]);

    let ran = workshop(&playground, &["solution", "first"]);
    ends_with_usage_error(&ran, "--yes");
    let ran = workshop(&playground, &["solution", "first", "--yes"]);
    ends(&ran, 0);
    ran.has(&["--- a/demo/exercises/first.rs\n+++ b/demo/exercises/first.rs\n@@ -1,4 +1,6 @@\n"]);
    ran.has(&["-fn main() {}\n+fn main() {\n+    println!(\"one\"); // fixed\n+}\n"]);

    playground.write("demo/exercises/first.rs", ONE);
    let ran = workshop(&playground, &["run"]);
    ends(&ran, 0);
    ran.has(&["OK  first: ", "This is why.", "https://doc.rust-lang.org/std/", "Next is second-one"]);
    let ran = workshop(&playground, &["solution", "first"]);
    ends(&ran, 0);
    ran.has(&["demo/exercises/first.rs is the same as demo/solutions/first.rs"]);

    let ran = workshop(&playground, &["next"]);
    ends(&ran, 0);
    ran.has(&[
        "Exercise 2 of 3: the title (demo)",
        "Symptom: nothing is printed\nFile: demo/exercises/second-one.rs\n",
        "Say one\n\nIt says nothing.\n",
    ]);
    workshop(&playground, &["list"]).has(&[
        "   1  passes   first",
        ">  2  open     second-one",
        "1 of 3 done",
    ]);
    let ran = workshop(&playground, &["next"]);
    ran.has(&["second-one is left for later", "Exercise 3 of 3"]);

    playground.write("demo/exercises/second-two.rs", ONE);
    ends(&workshop(&playground, &["run"]), 0);
    playground.write("demo/exercises/second-one.rs", ONE);
    let ran = workshop(&playground, &["run", "second-one"]);
    ends(&ran, 0);
    ran.has(&["all pass"]);
    workshop(&playground, &["next"]).has(&["All exercises pass"]);
    workshop(&playground, &["list"]).has(&["[####################################", "3 of 3 done"]);

    // What passes no longer is open again.
    playground.write("demo/exercises/first.rs", TWO);
    ends(&workshop(&playground, &["run", "first"]), 1);
    workshop(&playground, &["list"]).has(&["open     first", "2 of 3 done"]);
}

#[test]
fn a_reset_keeps_what_was_written() {
    let playground = three("reset");
    let ran = workshop(&playground, &["reset", "first"]);
    ends(&ran, 0);
    ran.has(&["nothing to do"]);
    for (number, written) in [(1, ONE), (2, TWO)] {
        playground.write("demo/exercises/first.rs", written);
        let ran = workshop(&playground, &["reset", "first"]);
        ends(&ran, 0);
        let kept = format!("demo/exercises/first.rs.{number}");
        ran.has(&[&format!("kept as {kept}"), &format!(" {kept} demo/exercises/first.rs\n")]);
        assert_eq!(playground.read(&kept), written);
        assert_eq!(playground.read("demo/exercises/first.rs"), SILENT);
    }
    assert_eq!(playground.read("demo/exercises/first.rs.1"), ONE);

    // A file that came back with its old time is built anew all the same.
    ends(&workshop(&playground, &["run", "first"]), 1);
    fs::rename(
        playground.root.join("demo/exercises/first.rs.1"),
        playground.root.join("demo/exercises/first.rs"),
    )
    .unwrap();
    ends(&workshop(&playground, &["run", "first"]), 0);

    fs::remove_file(playground.root.join("demo/exercises/second-one.rs")).unwrap();
    ends_with_usage_error(&workshop(&playground, &["run", "second-one"]), "workshop reset second-one");
    let ran = workshop(&playground, &["reset", "--all"]);
    ends(&ran, 0);
    ran.has(&[
        "first: the starter is there; your file is kept as",
        "second-one: was missing",
        "second-two: is as it was",
    ]);
    assert_eq!(playground.read("demo/exercises/second-one.rs"), SILENT);
    workshop(&playground, &["list"]).has(&["0 of 3 done"]);
}

#[test]
fn progress_that_is_damaged_or_gone_is_made_anew() {
    let playground = three("progress");
    playground.write("demo/exercises/second-one.rs", ONE);
    let file = ".workshop-progress";
    for damage in ["", "\n\n", "passed\n", "what is this\n", "\0\0\0", "passed first\nrubbish first\n"] {
        playground.write(file, damage);
        let ran = workshop(&playground, &["list"]);
        ends(&ran, 0);
        assert!(ran.stderr.contains("made anew"), "{damage:?}: {}", ran.stderr);
        ran.has(&["open     first", "passes   second-one", "1 of 3 done"]);
        assert!(playground.read(file).contains("passed second-one\n"));
        assert_eq!(workshop(&playground, &["list"]).stderr, "");
    }
    fs::write(playground.root.join(file), b"passed \xff\n").unwrap();
    workshop(&playground, &["list"]).has(&["1 of 3 done"]);
    fs::remove_file(playground.root.join(file)).unwrap();
    workshop(&playground, &["list"]).has(&["1 of 3 done"]);
    // An exercise may be renamed.
    playground.write(file, "# by hand\npassed gone\nat gone\npassed first\n");
    workshop(&playground, &["list"]).has(&["passes   first", "1 of 3 done"]);
}

#[test]
fn a_wrong_command_ends_with_status_2_and_says_what_to_try() {
    let playground = three("misuse");
    for (args, says) in [
        (&["run", "frist"][..], "did you mean first?"),
        (&["run", "second"], "can mean second-one, second-two"),
        (&["run", "xyzzy"], "workshop list"),
        (&["run", ""], "there is no exercise"),
        (&["run", "first", "second-one"], "what is \"second-one\"?"),
        (&["hint"], "of which exercise?"),
        (&["hint", "first", "4"], "1, 2 or 3"),
        (&["reset"], "one name or --all"),
        (&["reset", "first", "--all"], "one name or --all"),
        (&["run", "first", "--yes"], "--yes doesn't go"),
        (&["list", "--plain"], "--plain doesn't go"),
        (&["run", "--reppeat", "2"], "did you mean --repeat?"),
        (&["verify", "--repeat", "0"], "whole number from 1"),
        (&["verfy"], "did you mean verify?"),
        (&["run", "--color", "red"], "auto, always or never"),
    ] {
        let ran = workshop(&playground, args);
        assert_eq!(ran.stdout, "", "{args:?}");
        ends_with_usage_error(&ran, says);
    }
    ends_with_usage_error(&workshop(&empty("no exercise"), &["list"]), "no exercise in");
    workshop(&playground, &["--help"]).has(&["Usage: cargo xtask workshop", "solution NAME", "--repeat N"]);
}

#[test]
fn colour_only_repeats_what_is_said() {
    let playground = three("colour");
    let coloured = workshop(&playground, &["run", "first", "--color", "always"]).stdout;
    assert!(coloured.contains("\x1b[1;31mDIFF\x1b[0m  first"), "{coloured}");
    assert!(!workshop(&playground, &["run", "first"]).stdout.contains('\x1b'));
    let mut command = playground.command(&["workshop", "list"]);
    let ran = Ran::new(&command.env("NO_COLOR", "1").output().unwrap());
    assert!(!ran.stdout.contains('\x1b'));

    let mut command = playground.command(&["workshop", "next"]);
    let ran = Ran::new(&command.env("COLUMNS", "30").output().unwrap());
    ran.has(&["[---------------] 0 of 3 done\n"]);
}

#[test]
fn everything_that_an_exercise_can_be_held_to() {
    let ran = workshop(held(), &["verify"]);
    ends(&ran, 0);
    ran.has(&[" 1  ok       compiles", " 2  ok       clippy-is-quiet", "starter LINT", " 0 not, "]);
    ran.has(&[" 9  skipped  elsewhere", "not run: only on netbsd"]);
    let ran = workshop(held(), &["run", "elsewhere"]);
    ends(&ran, 0);
    ran.has(&["skipped  elsewhere: only on netbsd"]);

    let ran = workshop(held(), &["verify", "side", "--repeat", "3"]);
    ends(&ran, 0);
    ran.has(&["1 exercise proven, 0 not, 5 verdicts"]);

    for (name, says) in [
        ("compiles", &["BUILD  compiles: it doesn't compile", "expected `u32`"][..]),
        ("clippy-is-quiet", &["LINT  clippy", "the lint fired: clippy::bool_comparison", "== true"]),
        ("side-by-side", &["OVERLAP  side", "at most 1 piece of work in flight at once, expected 2"]),
        ("writes-a-file", &["DIFF  writes", "out.txt can't be read"]),
        ("listens", &["HANG  listens", "it had not yet printed \"heard a\", which was waited for"]),
    ] {
        let ran = workshop(held(), &["run", name]);
        ends(&ran, 1);
        ran.has(says);
    }
    #[cfg(target_os = "linux")]
    for (name, says) in [
        ("takes-little", &["MEMORY  takes", "MiB of memory, allowed are 40 MiB"][..]),
        ("waits-at-rest", &["CPU  waits", "s of processor time, allowed are 0.2 s"]),
        ("hears-the-signal", &["CRASH  hears", "killed by SIGINT"]),
    ] {
        let ran = workshop(held(), &["run", name]);
        ends(&ran, 1);
        ran.has(says);
    }
}

#[test]
fn a_mismatch_in_an_exercise_is_found() {
    let playground = empty("lies");
    let one = "stdout = \"one\\n\"\nruns = 1\n";
    let mut number = 0;
    let mut add = |name: &str, held: &str, failing: &str, programs: [&str; 3]| {
        number += 1;
        exercise(&playground, number, name, held, failing, programs);
    };
    let replaced = |from: &str, to: &str| {
        assert!(FAILING.contains(from));
        FAILING.replacen(from, to, 1)
    };
    add("honest", one, FAILING, [SILENT, ONE, TWO]);
    add("passes", one, FAILING, [ONE, ONE, TWO]);
    add("fails-otherwise", one, FAILING, ["fn main() {\n    std::process::abort();\n}\n", ONE, TWO]);
    add("other-problems", one, FAILING, [TWO, ONE, TWO]);
    add(
        "more-lines",
        "stdout = \"one\\ntwo\\n\"\nruns = 1\n",
        FAILING,
        [TWO, "fn main() {\n    println!(\"one\\ntwo\");\n}\n", "fn main() {\n    println!(\"three\");\n}\n"],
    );
    add(
        "other-code",
        one,
        &replaced(
            "verdict = \"DIFF\"\nproblems = [\"missing\"]\nlines = 0",
            "verdict = \"BUILD\"\nerror = \"E0382\"",
        ),
        ["fn main() {\n    let one: u32 = \"one\";\n}\n", ONE, TWO],
    );
    add("wrong-passes", one, FAILING, [SILENT, ONE, ONE]);
    add("solution-fails", one, FAILING, [SILENT, SILENT, TWO]);
    add("also-fails", one, FAILING, [SILENT, ONE, TWO]);
    playground.write("demo/solutions/also-fails/also-silent.rs", SILENT);
    add("undeclared", one, FAILING, [SILENT, ONE, TWO]);
    playground.write("demo/solutions/undeclared/wrong-other.rs", TWO);
    add("not-there", one, FAILING, [SILENT, ONE, TWO]);
    fs::remove_file(playground.root.join("demo/solutions/not-there/wrong-two.rs")).unwrap();
    add("edited", one, FAILING, [SILENT, ONE, TWO]);
    playground.write("demo/exercises/edited.rs", TWO);
    let manifest = playground.read("demo/Cargo.toml");
    add("untargeted", one, FAILING, [SILENT, ONE, TWO]);
    playground.write("demo/Cargo.toml", &manifest);

    let ran = workshop(&playground, &["verify"]);
    ends(&ran, 1);
    for (name, says) in [
        ("passes", "starter: should have DIFF, but passes"),
        ("fails-otherwise", "starter: should have DIFF, but fails for another reason; got CRASH"),
        ("other-problems", "starter: should have the problems [missing], has [missing, unexpected]"),
        ("more-lines", "starter: should print 0 lines, prints 1"),
        ("other-code", "starter: should have E0382 alone, has E0308"),
        ("wrong-passes", "wrong-two: should have DIFF, but passes (Two is not one.)"),
        ("solution-fails", "solution: should pass; got DIFF"),
        ("also-fails", "also-silent: should pass; got DIFF"),
        ("undeclared", "wrong-other.rs is not declared"),
        ("not-there", "wrong-two.rs is declared and missing"),
    ] {
        ran.has(&[&format!("WRONG    {name}"), &format!("\n{name}\n  {says}")]);
    }
    ran.has(&["WRONG    untargeted", "untargeted.rs: is no target"]);
    ran.has(&["ok       honest", "ok       edited", "; edited\n", "2 exercises proven, 11 not, "]);

    // On a fresh checkout nothing is edited.
    let mut command = playground.command(&["workshop", "verify", "edited"]);
    let ran = Ran::new(&command.env("CI", "true").output().unwrap());
    ends(&ran, 1);
    ran.has(&["edited.rs differs from starter.rs"]);
}

#[test]
fn a_mistake_in_an_exercise_is_told_with_its_line_and_key() {
    let playground = empty("mistakes");
    say_one(&playground, 1, "first");
    let file = "demo/solutions/first/exercise.toml";
    let good = playground.read(file);
    for (from, to, says) in [
        ("hints = [\"look here\", ", "hints = [", "an array of length 3"),
        ("why = \"This is why.\"", "", "missing field `why`"),
        ("symptom", "symptoms", "exercise.toml:4: unknown key `symptoms` (did you mean `symptom`?)"),
        ("\"DIFF\"", "\"DIF\"", "unknown variant `DIF` (did you mean `DIFF`?)"),
        ("\"missing\"", "\"mising\"", "\"mising\" is no kind of problem (did you mean \"missing\"?)"),
        ("problems = [\"missing\"]\n", "", "with the verdict DIFF a starter needs `problems`"),
        ("\"DIFF\"", "\"BUILD\"", "with the verdict BUILD a starter needs `error`"),
        ("\"DIFF\"", "\"LINT\"", "with the verdict LINT a starter needs `lint`"),
        ("runs = 1\n", "steps = [{ wiat = \"a\" }]\n", "unknown variant `wiat` (did you mean `wait`?)"),
        ("runs = 1\n", "peak = 1\n", "unknown key `peak` (did you mean `peak_mib`?)"),
        ("runs = 1\n", "world = \"slow\"\n", "`world` and `differs` come together"),
        ("runs = 1\n", "world = \"slow\"\ndiffers = \"with less\"\n", "it has no `world`"),
        ("runs = 1", "runs = 0", "it must be from 1 to 1000000"),
        ("stdout = \"one\\n\"\n", "", "what it prints is missing"),
        (
            "verdict = \"DIFF\"\ntext",
            "verdict = \"DIFF\"\ncase = \"slow\"\ntext",
            "there is no case \"slow\"",
        ),
        ("number = 1", "number = 1.5", "expected usize"),
        ("why = \"Two is not one.\"", "", "`why` is missing"),
    ] {
        assert!(good.contains(from), "{from}");
        playground.write(file, &good.replacen(from, to, 1));
        ends_with_usage_error(&workshop(&playground, &["list"]), says);
    }
    playground.write(file, &good);
    say_one(&playground, 1, "second");
    ends_with_usage_error(&workshop(&playground, &["verify"]), "first and second have the same number, 1");
}

#[test]
fn a_verdict_in_another_world_says_what_is_different_and_how_to_see_it() {
    let playground = empty("worlds");
    let case = "stdout = \"one\\n\"\nruns = 1\n[[case]]\nname = \"slow\"\nworld = \"slow\"\n\
                differs = \"with slower tasks\"\nruns = 1\nstdout = \"two\\n\"\n";
    let remark = "[[remark]]\nverdict = \"DIFF\"\ncase = \"slow\"\nall_lines = false\noutput = \"one\"\n\
                  text = \"It knows one world.\"\n";
    let failing = FAILING.replacen("[[remark]]", &format!("{remark}[[remark]]"), 1);
    let both = "fn main() {\n    let slow = std::env::var(\"RAINBOW_WORLD\").unwrap() == \"slow\";\n    \
                println!(\"{}\", if slow { \"two\" } else { \"one\" });\n}\n";
    exercise(&playground, 1, "first", case, &failing, [SILENT, both, TWO]);
    ends(&workshop(&playground, &["verify"]), 0);
    workshop(&playground, &["run"]).has(&["What is to be said?"]);
    playground.write("demo/exercises/first.rs", ONE);
    let ran = workshop(&playground, &["run"]);
    ends(&ran, 1);
    ran.has(&["in the world `slow`: with slower tasks", "It knows one world."]);
    if cfg!(unix) {
        let run = "RAINBOW_WORLD=slow cargo run -p demo --features exercises --example first < /dev/null\n";
        ran.has(&[&format!("To see it: {run}")]);
    }
    playground.write("demo/exercises/first.rs", both);
    let ran = workshop(&playground, &["run"]);
    ends(&ran, 0);
    ran.has(&["in all 2 runs", "demo/solutions/first.rs", "- DIFF: Two is not one."]);
}

#[test]
fn a_known_mistake_is_explained_where_no_remark_fits() {
    let playground = empty("known mistake");
    let failing = FAILING.replace("verdict = \"DIFF\"\ntext", "verdict = \"HANG\"\ntext");
    exercise(&playground, 1, "first", "stdout = \"one\\n\"\nruns = 1\n", &failing, [SILENT, ONE, TWO]);
    let ran = workshop(&playground, &["run"]);
    assert!(!ran.stdout.contains("Two is not one."), "{}", ran.stdout);
    playground.write("demo/exercises/first.rs", TWO);
    workshop(&playground, &["run"]).has(&["A known wrong answer fails just like this. Two is not one."]);
}

#[test]
fn a_solution_can_be_applied_and_taken_over() {
    use std::io::Write;
    use std::process::Stdio;

    let playground = three("solution");
    let difference = workshop(&playground, &["solution", "first", "--yes"]).stdout;
    let mut git = std::process::Command::new("git");
    git.args(["apply", "-"]).current_dir(&playground.root).stdin(Stdio::piped());
    // Its target folder is below a repository.
    git.env("GIT_CEILING_DIRECTORIES", playground.root.parent().unwrap());
    let mut git = git.spawn().unwrap();
    git.stdin.take().unwrap().write_all(difference.as_bytes()).unwrap();
    assert!(git.wait().unwrap().success(), "{difference}");
    assert_eq!(playground.read("demo/exercises/first.rs"), ONE);

    playground.write("demo/exercises/first.rs", TWO);
    ends_with_usage_error(&workshop(&playground, &["solution", "first", "--apply"]), "--yes");
    let ran = workshop(&playground, &["solution", "first", "--apply", "--yes"]);
    ends(&ran, 0);
    ran.has(&["the right answer is there; your file is kept as demo/exercises/first.rs.1"]);
    assert_eq!(playground.read("demo/exercises/first.rs"), ONE);
    assert_eq!(playground.read("demo/exercises/first.rs.1"), TWO);
}

/// A cargo whose clippy is not there, or crashes.
#[cfg(unix)]
#[test]
fn a_clippy_that_fails_is_an_error_and_never_ok() {
    use std::os::unix::fs::PermissionsExt;

    let playground = held();
    let script = playground.root.join("cargo.sh");
    let cargo = env!("CARGO");
    let text = format!(
        "#!/bin/sh\n[ \"$1\" = clippy ] && {{ echo 'error: no such command: `clippy`' >&2; exit 101; }}\nexec '{cargo}' \"$@\"\n"
    );
    fs::write(&script, text).unwrap();
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    let file = "demo/exercises/clippy-is-quiet.rs";
    let starter = playground.read(file);
    let mut command = playground.command(&["workshop", "run", "clippy-is-quiet"]);
    let ran = Ran::new(&command.env("CARGO", &script).output().unwrap());
    assert_eq!(playground.read(file), starter);
    ends(&ran, 1);
    ran.has(&[
        "ERROR  clippy-is-quiet: it could not be checked",
        "no such command",
        "rustup component add clippy",
    ]);
}

#[test]
fn a_new_exercise_leaves_the_workspace_as_it_is() {
    let playground = held();
    let mut cargo = std::process::Command::new(env!("CARGO"));
    cargo.args(["build", "--workspace", "--all-targets"]).current_dir(&playground.root);
    cargo.env("CARGO_TARGET_DIR", &playground.target).env("CARGO_NET_OFFLINE", "true");
    let ran = Ran::new(&cargo.output().unwrap());
    ends(&ran, 0);
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_a_run() {
    use std::process::Stdio;

    use nix::sys::signal::{Signal, kill};
    use nix::unistd::Pid;

    let playground = empty("interrupt");
    let hangs = "fn main() {\n    std::fs::write(env!(\"TOLD\"), \"\").unwrap();\n    loop {\n        std::thread::park();\n    }\n}\n";
    let held = "stdout = \"one\\n\"\nlimit = 600\n";
    exercise(&playground, 1, "hangs", held, FAILING, [hangs, ONE, TWO]);
    let told = playground.root.join("told");
    let mut command = playground.command(&["workshop", "run"]);
    command.env("TOLD", &told).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut xtask = command.spawn().unwrap();
    while !told.exists() {
        assert_eq!(xtask.try_wait().unwrap(), None, "it ended too soon");
        std::thread::yield_now();
    }
    kill(Pid::from_raw(xtask.id().try_into().unwrap()), Signal::SIGINT).unwrap();
    let ran = Ran::new(&xtask.wait_with_output().unwrap());
    ends(&ran, 130);
}

#[test]
fn the_doctor_builds_everything_with_the_network_off_and_says_that_the_machine_is_ready() {
    let playground = three("doctor");
    let locked = std::process::Command::new(env!("CARGO"))
        .args(["generate-lockfile", "--offline"])
        .current_dir(&playground.root)
        .status();
    assert!(locked.unwrap().success());
    let ran = playground.xtask(&["workshop", "doctor"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    ran.has(&[
        "ok       demos: they and their tests are built",
        "ok       exercises: ",
        "This machine is ready.",
    ]);
}

/// Under a terminal of its own, at which someone types, and edits beside it.
#[cfg(target_os = "linux")]
mod watching {
    use std::io::{Read, Write};
    use std::process::Child;

    use nix::pty::{Winsize, openpty};
    use nix::sys::signal::{Signal, kill};
    use nix::sys::termios::{LocalFlags, Termios, tcgetattr};
    use nix::unistd::Pid;

    use super::*;

    /// It sleeps: a program that waits for ever would be found out at once.
    const SLEEPS: &str =
        "fn main() {\n    loop {\n        std::thread::sleep(std::time::Duration::from_secs(1));\n    }\n}\n";

    struct Session {
        xtask: Child,
        keyboard: fs::File,
        terminal: fs::File,
        before: Termios,
        seen: String,
    }

    impl Session {
        fn start(playground: &Playground, args: &[&str], (columns, rows): (u16, u16)) -> Session {
            let size = Winsize { ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
            let pty = openpty(Some(&size), None).unwrap();
            let terminal = fs::File::from(pty.slave);
            let mut command = playground.command(&[&["workshop", "--color", "never"], args].concat());
            let end = || terminal.try_clone().unwrap();
            command.stdin(end()).stdout(end()).stderr(end());
            Session {
                before: tcgetattr(&terminal).unwrap(),
                xtask: command.spawn().unwrap(),
                keyboard: fs::File::from(pty.master),
                terminal,
                seen: String::new(),
            }
        }

        fn plain(playground: &Playground) -> Session {
            Session::start(playground, &["--plain"], (80, 24))
        }

        /// Reads until this has come, and forgets what came before.
        fn sees(&mut self, text: &str) {
            let mut buffer = [0; 4096];
            while !self.seen.contains(text) {
                let length = self.keyboard.read(&mut buffer).unwrap();
                self.seen += &String::from_utf8_lossy(&buffer[..length]);
            }
            let end = self.seen.find(text).unwrap() + text.len();
            self.seen.drain(..end);
        }

        fn types(&mut self, keys: &str) {
            self.keyboard.write_all(keys.as_bytes()).unwrap();
        }

        fn ends(mut self, status: i32) {
            assert_eq!(self.xtask.wait().unwrap().code(), Some(status));
            assert!(tcgetattr(&self.terminal).unwrap() == self.before, "the terminal was left otherwise");
        }
    }

    #[test]
    fn a_save_is_checked_at_once_and_a_key_goes_on() {
        let playground = three("watching");
        let yours = "demo/exercises/first.rs";
        let mut session = Session::plain(&playground);
        session.sees("Welcome to the Rainbow Bridge workshop");
        session.sees("demo/exercises/first.rs");
        session.sees("DIFF  first: ");
        session.sees("attempt 1)");
        session.sees("q quit");
        let flags = tcgetattr(&session.terminal).unwrap().local_flags;
        assert!(!flags.contains(LocalFlags::ICANON) && !flags.contains(LocalFlags::ECHO));
        session.types("h");
        session.sees("where to look:\r\nlook here");
        session.types("h");
        session.sees("what happens:\r\nthat happens");

        playground.write(yours, "fn main() {");
        session.sees("BUILD  first: ");
        // A save ends a run that would take long, and begins anew.
        playground.write(yours, SLEEPS);
        session.sees("running, ");
        playground.write("demo/exercises/new.txt", ONE);
        fs::rename(playground.root.join("demo/exercises/new.txt"), playground.root.join(yours)).unwrap();
        session.sees("OK  first: it does what it should");
        session.sees("This is why.");
        session.sees("1 of 3 done");
        // What a command in another terminal writes meanwhile is kept.
        playground.write(".workshop-progress", "passed first\npassed second-two\nat first\n");
        session.types("n");
        session.sees("Exercise 2 of 3");
        session.sees("q quit");
        session.types("l");
        session.sees(">  2  open     second-one");
        session.types("q");
        session.ends(0);
        assert!(
            playground
                .read(".workshop-progress")
                .contains("passed first\npassed second-two\nat second-one\n")
        );
    }

    #[test]
    fn an_interrupt_leaves_the_terminal_as_it_was() {
        let playground = three("watching interrupted");
        playground.write("demo/exercises/first.rs", SLEEPS);
        playground.write(".workshop-progress", "at first\n");
        for signal in [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP] {
            let mut session = Session::plain(&playground);
            session.sees("running");
            kill(Pid::from_raw(session.xtask.id().try_into().unwrap()), signal).unwrap();
            session.ends(130);
        }
    }

    #[test]
    fn progress_that_is_not_known_to_the_end_is_not_kept() {
        let playground = three("progress interrupted");
        playground.write("demo/exercises/second-one.rs", SLEEPS);
        let mut session = Session::plain(&playground);
        session.sees("running");
        kill(Pid::from_raw(session.xtask.id().try_into().unwrap()), Signal::SIGINT).unwrap();
        session.ends(130);
        assert!(!playground.root.join(".workshop-progress").exists());
    }

    #[test]
    fn a_solution_is_shown_to_who_says_yes() {
        let playground = three("asking");
        for (answer, status, says) in [("n", 1, "A hint instead"), ("y", 0, "+fn main() {")] {
            let mut session = Session::start(&playground, &["solution", "first"], (80, 24));
            session.sees("[y/N]");
            session.types(answer);
            session.sees(says);
            session.ends(status);
        }
    }
    #[test]
    fn the_screen_always_shows_the_progress_the_path_and_the_keys() {
        for size in [(80, 24), (40, 20)] {
            let playground = three("screen");
            let file = "demo/exercises/first.rs";
            let mut session = Session::start(&playground, &[], size);
            session.sees("Press Enter to start.");
            session.types("\r");
            session.sees("Exercise 1 of 3: the title (demo)");
            session.sees("DIFF  first: ");
            session.sees("What is to be said?");
            // A message that is longer than the screen is cut, and all of it is there on a key.
            let errors: String = (0..30).map(|number| format!("    let n{number}: u32 = \"x\";\n")).collect();
            playground.write(file, &format!("fn main() {{\n{errors}}}\n"));
            session.sees("BUILD  first: it doesn't compile");
            session.sees("attempt 2)");
            session.sees("n0: u32");
            session.sees("v view all");
            session.types("v");
            session.sees("more lines --");
            session.types("q");
            playground.write(file, ONE);
            session.sees("OK  first: ");
            session.sees("1 of 3 done");
            session.sees("n next");
            session.types("q");
            session.ends(0);
        }
    }

    #[test]
    fn the_list_is_filtered_by_typing_and_jumped_in() {
        let playground = three("the list");
        let mut session = Session::start(&playground, &[], (80, 24));
        session.sees("Press Enter");
        session.types("\r");
        session.sees("q quit");
        session.types("l");
        session.sees("*    3  open     second-two".trim_start_matches(['*', ' ']));
        session.types("two");
        session.sees("filter: two_");
        session.types("\r");
        session.sees("demo/exercises/second-two.rs");
        session.sees("DIFF  second-two: ");
        session.types("\x03");
        session.ends(130);
        assert!(playground.read(".workshop-progress").contains("at second-two\n"));
    }

    #[test]
    fn a_starter_is_put_back_only_after_a_yes() {
        let playground = three("put back");
        playground.write("demo/exercises/first.rs", TWO);
        playground.write(".workshop-progress", "at first\n");
        let mut session = Session::start(&playground, &[], (80, 24));
        session.sees("DIFF  first: ");
        session.types("x");
        session.sees("Put the starter back?");
        session.types("n");
        session.sees("Nothing was done.");
        assert_eq!(playground.read("demo/exercises/first.rs"), TWO);
        session.types("xy");
        session.sees("the starter is there; your file is kept as demo/exercises/first.rs.1");
        assert_eq!(playground.read("demo/exercises/first.rs"), SILENT);
        assert_eq!(playground.read("demo/exercises/first.rs.1"), TWO);
        session.types("q");
        session.ends(0);
    }

    #[test]
    fn the_editor_gets_the_file_and_the_terminal() {
        let playground = three("the editor");
        let script = playground.root.join("an editor.sh");
        fs::write(&script, "tty -s && printf 'fn main() { println!(\"one\"); }' > \"$2\" && echo \"$1\"")
            .unwrap();
        let edit = format!("sh '{}' --wait", script.display());
        playground.write(".workshop-progress", "at first\n");
        let mut session = Session::start(&playground, &["--edit", &edit], (80, 24));
        session.sees("DIFF  first: ");
        session.types("e");
        session.sees("--wait");
        session.sees("OK  first: ");
        session.types("q");
        session.ends(0);
    }
}
