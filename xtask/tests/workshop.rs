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
fn ends_with_misuse(ran: &Ran, says: &str) {
    ends(ran, 2);
    assert!(ran.stderr.contains(says), "no {says:?} in {}", ran.stderr);
}

#[test]
fn a_session_from_the_first_failure_to_the_last_exercise() {
    let playground = three("session");
    let ran = workshop(&playground, &["list"]);
    ends(&ran, 0);
    ran.has(&[">  1  open     first       demo: the title\n", "   2  open     second-one", "0 of 3 done"]);

    // Without a terminal: the exercise one is at, once.
    for args in [&[][..], &["run"], &["run", "fir"], &["run", "1"], &["run", "demo/exercises/first.rs"]] {
        let ran = workshop(&playground, args);
        ends(&ran, 1);
        ran.has(&["DIFF  first: ", "missing, log line 1:\n    one\n", "What is to be said?", "hint first"]);
    }
    let ran = workshop(&playground, &["hint", "first"]);
    ends(&ran, 0);
    ran.has(&["where to look:\nlook here\n", "hint first 2"]);
    workshop(&playground, &["hint", "first", "3"]).has(&["how to mend it:\nmend it so\n", "solution first"]);

    let ran = workshop(&playground, &["solution", "first"]);
    ends_with_misuse(&ran, "--yes");
    let ran = workshop(&playground, &["solution", "first", "--yes"]);
    ends(&ran, 0);
    ran.has(&["- fn main() {}\n+ fn main() {\n+     println!(\"one\"); // mended\n+ }\n"]);

    playground.write("demo/exercises/first.rs", ONE);
    let ran = workshop(&playground, &["run"]);
    ends(&ran, 0);
    ran.has(&["OK  first: ", "This is why.", "https://doc.rust-lang.org/std/", "Next is second-one"]);
    let ran = workshop(&playground, &["solution", "first"]);
    ends(&ran, 0);
    ran.has(&["is just as"]);

    let ran = workshop(&playground, &["next"]);
    ends(&ran, 0);
    ran.has(&[
        "Exercise 2 of 3: the title (demo)",
        "Symptom:  nothing is printed",
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
    ends_with_misuse(&workshop(&playground, &["run", "second-one"]), "workshop reset second-one");
    let ran = workshop(&playground, &["reset", "--all"]);
    ends(&ran, 0);
    ran.has(&["first: the starter is back", "second-one: was missing", "second-two: is as it was"]);
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
        (&["verify", "--repeat", "0"], "whole number from 1"),
        (&["verfy"], "did you mean verify?"),
        (&["run", "--color", "red"], "auto, always or never"),
    ] {
        let ran = workshop(&playground, args);
        assert_eq!(ran.stdout, "", "{args:?}");
        ends_with_misuse(&ran, says);
    }
    ends_with_misuse(&workshop(&empty("no exercise"), &["list"]), "no exercise in");
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
        ("clippy-is-quiet", &["LINT  clippy", "clippy says: clippy::bool_comparison", "== true"]),
        ("side-by-side", &["SERIAL  side", "at most 1 piece of work under way at once, 2 should be"]),
        ("writes-a-file", &["DIFF  writes", "out.txt can't be read"]),
        ("listens", &["HANG  listens", "it had not yet printed \"heard a\", which was waited for"]),
    ] {
        let ran = workshop(held(), &["run", name]);
        ends(&ran, 1);
        ran.has(says);
    }
    #[cfg(target_os = "linux")]
    for (name, says) in [
        ("takes-little", &["MEMORY  takes", "MiB of memory, 40 MiB is the most"][..]),
        ("waits-at-rest", &["CPU  waits", "s of processor time, 0.2 s is the most"]),
        ("hears-the-signal", &["CRASH  hears", "killed by SIGINT"]),
    ] {
        let ran = workshop(held(), &["run", name]);
        ends(&ran, 1);
        ran.has(says);
    }
}

#[test]
fn a_lie_in_an_exercise_is_found() {
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

    let ran = workshop(&playground, &["verify"]);
    ends(&ran, 1);
    for (name, says) in [
        ("passes", "starter: should have DIFF, and passes"),
        ("fails-otherwise", "starter: should have DIFF, for another reason; it came to CRASH"),
        ("other-problems", "starter: should have the problems [missing], has [missing, unexpected]"),
        ("more-lines", "starter: should print 0 lines, prints 1"),
        ("other-code", "starter: should have E0382 alone, has E0308"),
        ("wrong-passes", "wrong-two: should have DIFF, and passes (Two is not one.)"),
        ("solution-fails", "solution: should pass; it came to DIFF"),
        ("also-fails", "also-silent: should pass; it came to DIFF"),
        ("undeclared", "wrong-other.rs is not declared"),
        ("not-there", "wrong-two.rs is declared and missing"),
    ] {
        ran.has(&[&format!("WRONG    {name}"), &format!("\n{name}\n  {says}")]);
    }
    ran.has(&["ok       honest", "ok       edited", "; edited\n", "2 exercises proven, 10 not, "]);

    // On a fresh checkout nothing is edited.
    let mut command = playground.command(&["workshop", "verify", "edited"]);
    let ran = Ran::new(&command.env("CI", "true").output().unwrap());
    ends(&ran, 1);
    ran.has(&["edited.rs is not as starter.rs"]);
}

#[test]
fn a_mistake_in_an_exercise_is_told_with_its_line_and_key() {
    let playground = empty("mistakes");
    say_one(&playground, 1, "first");
    let file = "demo/solutions/first/exercise.toml";
    let good = playground.read(file);
    for (from, to, says) in [
        ("hints = [\"look here\", ", "hints = [", "`hints` are three"),
        ("why = \"This is why.\"", "", "`why` is missing"),
        ("symptom", "symptoms", "exercise.toml:4: unknown key `symptoms` (did you mean `symptom`?)"),
        ("\"DIFF\"", "\"DIF\"", "\"DIF\" is no verdict"),
        ("\"missing\"", "\"mising\"", "\"mising\" is no kind of problem"),
        ("problems = [\"missing\"]\n", "", "with the verdict DIFF a starter needs `problems`"),
        ("\"DIFF\"", "\"BUILD\"", "with the verdict BUILD a starter needs `error`"),
        ("[wrong.two]", "[[step]]\nwiat = \"a\"\n[wrong.two]", "unknown key `wiat` (did you mean `wait`?)"),
        ("[wrong.two]", "[[step]]\ninput = \"a\"\nclose = true\n[wrong.two]", "a step has one key"),
        ("[wrong.two]", "[holds]\npeak = 1\n[wrong.two]", "unknown key `peak`"),
        ("[wrong.two]", "[holds]\nfile = \"a\"\n[wrong.two]", "`file` and `contents` go together"),
        ("runs = 1", "runs = 0", "`runs` must be a whole number"),
        ("number = 1", "number = 1.5", "`number` must be a whole number"),
        ("why = \"Two is not one.\"", "", "`why` is missing"),
    ] {
        assert!(good.contains(from), "{from}");
        playground.write(file, &good.replacen(from, to, 1));
        ends_with_misuse(&workshop(&playground, &["list"]), says);
    }
    playground.write(file, &good);
    say_one(&playground, 1, "second");
    ends_with_misuse(&workshop(&playground, &["verify"]), "first and second have the same number, 1");
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

/// Under a terminal of its own, at which someone types, and edits beside it.
#[cfg(target_os = "linux")]
mod watching {
    use std::io::{Read, Write};
    use std::process::{Child, Stdio};

    use nix::pty::openpty;
    use nix::sys::signal::{Signal, kill};
    use nix::sys::termios::{LocalFlags, Termios, tcgetattr};
    use nix::unistd::Pid;

    use super::*;

    struct Session {
        xtask: Child,
        keyboard: fs::File,
        terminal: fs::File,
        before: Termios,
        seen: String,
    }

    impl Session {
        fn start(playground: &Playground, args: &[&str]) -> Session {
            let pty = openpty(None, None).unwrap();
            let terminal = fs::File::from(pty.slave);
            let mut command = playground.command(&[&["workshop", "--color", "never"], args].concat());
            command.stdin(terminal.try_clone().unwrap()).stdout(terminal.try_clone().unwrap());
            Session {
                before: tcgetattr(&terminal).unwrap(),
                xtask: command.stderr(Stdio::null()).spawn().unwrap(),
                keyboard: fs::File::from(pty.master),
                terminal,
                seen: String::new(),
            }
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
        let mut session = Session::start(&playground, &[]);
        session.sees("Exercise 1 of 3: the title (demo)");
        session.sees("DIFF  first: ");
        session.sees("q quit");
        let flags = tcgetattr(&session.terminal).unwrap().local_flags;
        assert!(!flags.contains(LocalFlags::ICANON) && flags.contains(LocalFlags::ISIG));
        session.types("h");
        session.sees("where to look:\r\nlook here");
        session.types("h");
        session.sees("what happens:\r\nthat happens");

        playground.write(yours, "fn main() {");
        session.sees("BUILD  first: ");
        // A save ends a run that would take long, and begins anew.
        playground.write(yours, "fn main() {\n    loop {\n        std::thread::park();\n    }\n}\n");
        session.sees("running");
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
        let hangs = "fn main() {\n    loop {\n        std::thread::park();\n    }\n}\n";
        playground.write("demo/exercises/first.rs", hangs);
        playground.write(".workshop-progress", "at first\n");
        for signal in [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP] {
            let mut session = Session::start(&playground, &[]);
            session.sees("running");
            kill(Pid::from_raw(session.xtask.id().try_into().unwrap()), signal).unwrap();
            session.ends(130);
        }
    }

    #[test]
    fn progress_that_is_not_known_to_the_end_is_not_kept() {
        let playground = three("progress interrupted");
        let hangs = "fn main() {\n    loop {\n        std::thread::park();\n    }\n}\n";
        playground.write("demo/exercises/second-one.rs", hangs);
        let mut session = Session::start(&playground, &[]);
        session.sees("running");
        kill(Pid::from_raw(session.xtask.id().try_into().unwrap()), Signal::SIGINT).unwrap();
        session.ends(130);
        assert!(!playground.root.join(".workshop-progress").exists());
    }

    #[test]
    fn a_solution_is_shown_to_who_says_yes() {
        let playground = three("asking");
        for (answer, status, says) in [("n\n", 1, "rather a hint"), ("yes\n", 0, "+ fn main() {")] {
            let mut session = Session::start(&playground, &["solution", "first"]);
            session.sees("[y/N]");
            session.types(answer);
            session.sees(says);
            session.ends(status);
        }
    }
}
