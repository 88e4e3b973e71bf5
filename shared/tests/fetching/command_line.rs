//! What the command line takes, and what it turns down.

use shared::testing::run;

use crate::PROGRAM;

#[test]
fn help_names_every_option_on_stdout() {
    for flag in ["--help", "-h"] {
        let help = run(PROGRAM, &[flag]);
        assert_eq!((help.code(), help.stderr.as_str()), (Some(0), ""));
        for option in [
            "OWNER/NAME",
            "--api URL",
            "--timeout SECONDS",
            "--panic-at N",
            "-h, --help",
            "Exit status",
            "GITHUB_TOKEN",
        ] {
            assert!(help.stdout.contains(option), "{option} isn't in {}", help.stdout);
        }
    }
}

#[test]
fn arguments_that_make_no_sense_are_turned_down_with_a_reason() {
    let cases: &[(&[&str], &str)] = &[
        (&["--nonsense"], "'--nonsense'"),
        (&["-x"], "'-x'"),
        (&["--panic-at"], "'--panic-at'"),
        (&["--panic-at", "one"], "--panic-at one: not a whole number"),
        (&["--panic-at", "-1"], "--panic-at -1: not a whole number"),
        (&["--panic-at", "9"], "--panic-at 9: the 9 tasks are numbered 0 to 8"),
        (&["--panic-at", "2", "a/b", "a/c"], "--panic-at 2: the 2 tasks are numbered 0 to 1"),
        (&["--panic-at", "1", "a/b"], "--panic-at 1: there is only task 0"),
        (&["--timeout"], "'--timeout'"),
        (&["--timeout", "0"], "--timeout 0: not a number of seconds above 0"),
        (&["--timeout", "-1"], "--timeout -1: not"),
        (&["--timeout", "nan"], "--timeout nan: not"),
        (&["--timeout", "inf"], "--timeout inf: not"),
        (&["--timeout", "1e-300"], "--timeout 1e-300: not"),
        (&["--timeout", "1e300"], "--timeout 1e300: not"),
        (&["--timeout", "soon"], "--timeout soon: not"),
        (&["--timeout", ""], "--timeout : not"),
        (&["--api"], "'--api'"),
    ];
    for (args, reason) in cases {
        let finished = run(PROGRAM, args);
        let refusal = finished.refusal();
        assert!(refusal.contains(reason) && refusal.contains("--help"), "{args:?}: {refusal}");
    }
}

#[test]
fn what_is_no_repository_is_turned_down_by_name() {
    for name in [
        "",
        "/",
        "owner",
        "owner/",
        "/name",
        "a/b/c",
        "a/b/",
        "/a/b",
        "a/.",
        "a/..",
        "../b",
        "a b/c",
        "a/b?c",
        "a/b#c",
        "a/b%2f",
        "a/ä",
        "a/b\n",
        "a\\b",
        "http://a/b",
    ] {
        let finished = run(PROGRAM, &["good/one", name]);
        let expected = format!("{name:?} isn't a repository: OWNER/NAME");
        assert!(finished.refusal().contains(&expected), "{name:?}: {}", finished.stderr);
    }
}

#[test]
fn what_is_no_url_of_an_api_is_turned_down_by_name() {
    for (url, reason) in [
        ("", ""),
        ("nonsense", "not a URL like"),
        ("127.0.0.1:80", "not a URL like"),
        ("/repos", "not a URL like"),
        ("ftp://localhost", "not a URL like"),
        ("http://", ""),
        ("http:///repos", ""),
        ("http://:80", "no host"),
        ("http://[::1", ""),
        ("http://[::1]x:80", "no such port"),
        ("http://two words", ""),
        ("http://localhost:65536", "no such port"),
        ("http://localhost:http", "no such port"),
        ("http://me:secret@localhost", "only a host, a port and a path"),
        ("http://localhost/?page=2", "only a host, a port and a path"),
    ] {
        let finished = run(PROGRAM, &["--api", url]);
        let expected = format!("--api {url}: {reason}");
        assert!(finished.refusal().contains(&expected), "{url:?}: {}", finished.stderr);
    }
}

#[cfg(not(feature = "live"))]
#[test]
fn without_tls_https_is_turned_down_with_the_way_to_it() {
    for url in ["https://api.github.com", "HTTPS://localhost:1/"] {
        let finished = run(PROGRAM, &["--api", url]);
        assert!(finished.refusal().contains("this build has no TLS"), "{}", finished.stderr);
        assert!(finished.stderr.contains("--features live"), "{}", finished.stderr);
    }
}

/// Elsewhere the system itself keeps the certificates, in no file.
#[cfg(all(feature = "live", target_os = "linux"))]
#[test]
fn without_certificates_https_is_turned_down_with_the_reason() {
    use std::process::Command;

    let mut command = Command::new(PROGRAM);
    command.args(["--api", "https://localhost:1"]);
    command.env("SSL_CERT_FILE", "no such file").env("SSL_CERT_DIR", "no such folder");
    let finished = shared::testing::Program::start(&mut command).finish();
    assert!(finished.refusal().contains("no certificates found"), "{}", finished.stderr);
}

#[cfg(unix)]
#[test]
fn an_argument_that_isn_t_text_is_turned_down() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::process::Command;

    for option in ["--api", "--timeout", "--panic-at", "good/one"] {
        let mut command = Command::new(PROGRAM);
        command.arg(option).arg(OsStr::from_bytes(b"owner/\xff"));
        let finished = shared::testing::Program::start(&mut command).finish();
        assert!(finished.refusal().contains("--help"), "{option}: {}", finished.stderr);
    }
}
