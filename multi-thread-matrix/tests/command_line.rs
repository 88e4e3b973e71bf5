//! What the command line takes, and what it turns down.

use shared::testing::run;

const PROGRAM: &str = env!("CARGO_BIN_EXE_multi-thread-matrix");

#[test]
fn help_names_every_option_on_stdout() {
    for flag in ["--help", "-h"] {
        let help = run(PROGRAM, &[flag]);
        assert_eq!((help.code(), help.stderr.as_str()), (Some(0), ""));
        for option in ["--tasks FILE", "--panic-at N", "-h, --help", "Exit status"] {
            assert!(help.stdout.contains(option), "{option} isn't in {}", help.stdout);
        }
    }
}

#[test]
fn arguments_that_make_no_sense_are_turned_down_with_a_reason() {
    let cases: &[(&[&str], &str)] = &[
        (&["--nonsense"], "'--nonsense'"),
        (&["-x"], "'-x'"),
        (&["100"], "\"100\""),
        (&["--tasks"], "'--tasks'"),
        (&["--panic-at"], "'--panic-at'"),
        (&["--panic-at", ""], "not a whole number"),
        (&["--panic-at", "one"], "--panic-at one: not a whole number"),
        (&["--panic-at", "-1"], "--panic-at -1: not a whole number"),
        (&["--panic-at", "1.5"], "--panic-at 1.5: not a whole number"),
        (&["--panic-at", "99999999999999999999"], "not a whole number"),
        (&["--panic-at", "100"], "--panic-at 100: the 100 tasks are numbered 0 to 99"),
        (&["--panic-at", "1", "--panic-at", "100"], "--panic-at 100"),
    ];
    for (args, reason) in cases {
        let finished = run(PROGRAM, args);
        let refusal = finished.refusal();
        assert!(refusal.contains(reason) && refusal.contains("--help"), "{args:?}: {refusal}");
    }
}

#[cfg(unix)]
#[test]
fn an_argument_that_isn_t_text_is_turned_down() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::process::Command;

    let mut command = Command::new(PROGRAM);
    command.arg("--panic-at").arg(OsStr::from_bytes(b"\xff"));
    let finished = shared::testing::Program::start(&mut command).finish();
    assert!(finished.refusal().contains("--help"));
}
