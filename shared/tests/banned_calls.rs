//! Each call that the workspace's clippy.toml bans from async code, once, under an `#[expect]`: where an entry of it
//! bites no more, or never did for a slip of the pen, `cargo clippy --all-targets -- -D warnings` fails here. (Of a
//! crate that it doesn't know, clippy says nothing.) None of the calls is ever made.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output};
use std::{env, fs};

const CLIPPY_TOML: &str = include_str!("../../clippy.toml");

fn any<T>() -> T {
    unreachable!("nobody calls this")
}

#[expect(dead_code, reason = "it is there to be looked at by clippy")]
#[rustfmt::skip]
fn banned_calls() {
    #[expect(clippy::disallowed_methods)]
    let _ = flume::Receiver::<()>::recv(&any());
    #[expect(clippy::disallowed_methods)]
    let _ = flume::Receiver::<()>::recv_timeout(&any(), any());
    #[expect(clippy::disallowed_methods)]
    let _ = flume::Receiver::<()>::recv_deadline(&any(), any());
    #[expect(clippy::disallowed_methods)]
    let _ = flume::Receiver::<()>::iter(&any());
    #[expect(clippy::disallowed_methods)]
    let _ = flume::Sender::<()>::send(&any(), ());
    #[expect(clippy::disallowed_methods)]
    let _ = flume::Sender::<()>::send_timeout(&any(), (), any());
    #[expect(clippy::disallowed_methods)]
    let _ = flume::Sender::<()>::send_deadline(&any(), (), any());
    #[expect(clippy::disallowed_methods)]
    let () = flume::Selector::<()>::wait(any());
    #[expect(clippy::disallowed_methods)]
    let _ = std::sync::mpsc::Receiver::<()>::recv(&any());
    #[expect(clippy::disallowed_methods)]
    let _ = std::sync::mpsc::Receiver::<()>::recv_timeout(&any(), any());
    #[expect(clippy::disallowed_methods)]
    let _ = std::sync::mpsc::Receiver::<()>::iter(&any());
    #[expect(clippy::disallowed_methods)]
    let _ = std::sync::mpsc::SyncSender::<()>::send(&any(), ());
    #[expect(clippy::disallowed_methods)]
    let _ = tokio::sync::mpsc::Sender::<()>::blocking_send(&any(), ());
    #[expect(clippy::disallowed_methods)]
    let _ = tokio::sync::mpsc::Receiver::<()>::blocking_recv(&mut any());
    #[expect(clippy::disallowed_methods)]
    let _ = tokio::sync::mpsc::UnboundedReceiver::<()>::blocking_recv(&mut any());
    #[expect(clippy::disallowed_methods)]
    let _ = tokio::sync::oneshot::Receiver::<()>::blocking_recv(any());
    #[expect(clippy::disallowed_methods)]
    let () = tokio::runtime::Handle::block_on(&any(), async {});
    #[expect(clippy::disallowed_methods)]
    let () = std::thread::sleep(any());
    #[expect(clippy::disallowed_methods)]
    let _ = std::thread::JoinHandle::<()>::join(any());
    #[expect(clippy::disallowed_methods)]
    let _guard = std::sync::Condvar::wait::<()>(&any(), any());
    #[expect(clippy::disallowed_methods)]
    let _ = std::sync::Barrier::wait(&any());
    #[expect(clippy::disallowed_methods)]
    let _ = std::io::Stdin::read_line(&any(), &mut any());
    #[expect(clippy::disallowed_methods)]
    let _ = std::net::TcpStream::connect("localhost:1");
    #[expect(clippy::disallowed_methods)]
    let _ = std::net::TcpListener::accept(&any());
    #[expect(clippy::disallowed_methods)]
    let _ = std::process::Command::output(&mut any());
    #[expect(clippy::disallowed_methods)]
    let _ = std::process::Command::status(&mut any());
    #[expect(clippy::disallowed_methods)]
    let _ = std::process::Child::wait(&mut any());
}

/// The paths that clippy.toml bans.
fn banned() -> Vec<&'static str> {
    let entries = CLIPPY_TOML.lines().filter_map(|line| line.trim().strip_prefix("{ path = \""));
    entries.filter_map(|entry| Some(entry.split_once('"')?.0)).collect()
}

/// What stands above is what clippy.toml says: each banned path is called on one line, under its own `#[expect]`.
#[test]
fn every_banned_call_is_expected_to_be_found() {
    let source = include_str!("banned_calls.rs").replace("::<()>", "");
    let lines: Vec<_> = source.lines().map(str::trim).collect();
    let expected = lines.windows(2).filter(|pair| pair[0] == "#[expect(clippy::disallowed_methods)]");
    let calls: Vec<_> = expected
        .map(|pair| {
            let (_, call) = pair[1].split_once(" = ").unwrap();
            call.split_once('(').unwrap().0
        })
        .collect();
    assert_eq!(calls, banned());
    assert_eq!(calls.len(), CLIPPY_TOML.matches("path =").count());
    assert_eq!(calls.len(), calls.iter().collect::<BTreeSet<_>>().len());
}

/// Runs clippy on this file, with the clippy.toml of `folder` or the workspace's own. None where there is no clippy.
#[allow(clippy::disallowed_methods, reason = "tests are threads, and may block")]
fn clippy(folder: Option<&Path>) -> Option<Output> {
    let cargo = || Command::new(env!("CARGO"));
    if !cargo().args(["clippy", "--version"]).output().is_ok_and(|output| output.status.success()) {
        shared::note("skipped: clippy isn't installed");
        return None;
    }
    let mut command = cargo();
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(["clippy", "--offline", "--package", "shared"]);
    command.args(["--test", "banned_calls", "--", "--deny", "unfulfilled_lint_expectations"]);
    match folder {
        Some(folder) => command.env("CLIPPY_CONF_DIR", folder),
        None => command.env_remove("CLIPPY_CONF_DIR"),
    };
    Some(command.output().expect("cargo should start"))
}

#[test]
fn clippy_finds_every_banned_call() {
    // With each entry misspelt, each expectation is one too many: that the next run finds none is no accident.
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("misspelt");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("clippy.toml"), CLIPPY_TOML.replace("path = \"", "path = \"mis")).unwrap();
    let Some(misspelt) = clippy(Some(&folder)) else { return };
    let said = String::from_utf8_lossy(&misspelt.stderr);
    assert!(!misspelt.status.success(), "{said}");
    assert_eq!(said.matches("this lint expectation is unfulfilled").count(), banned().len(), "{said}");

    let Some(clippy) = clippy(None) else { return };
    assert!(clippy.status.success(), "{}", String::from_utf8_lossy(&clippy.stderr));
}
