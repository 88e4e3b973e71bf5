//! Each call that the workspace's clippy.toml bans from async code, once, under an `#[expect]`. If an entry catches
//! nothing, for a typing error or because a function was renamed, `cargo clippy --all-targets -- -D warnings` fails
//! here. (clippy itself ignores an entry of a crate that it doesn't know.) None of the calls is ever made.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
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
    let _ = async_channel::Receiver::<()>::recv_blocking(&any());
    #[expect(clippy::disallowed_methods)]
    let _ = async_channel::Sender::<()>::send_blocking(&any(), ());
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
    let _ = tokio::sync::mpsc::Receiver::<()>::blocking_recv_many(&mut any(), &mut any(), any());
    #[expect(clippy::disallowed_methods)]
    let _ = tokio::sync::mpsc::UnboundedReceiver::<()>::blocking_recv(&mut any());
    #[expect(clippy::disallowed_methods)]
    let _ = tokio::sync::mpsc::UnboundedReceiver::<()>::blocking_recv_many(&mut any(), &mut any(), any());
    #[expect(clippy::disallowed_methods)]
    let _ = tokio::sync::oneshot::Receiver::<()>::blocking_recv(any());
    #[expect(clippy::disallowed_methods)]
    let _ = tokio::sync::broadcast::Receiver::<()>::blocking_recv(&mut any());
    #[expect(clippy::disallowed_methods)]
    let _ = tokio::sync::Mutex::<()>::blocking_lock(&any());
    #[expect(clippy::disallowed_methods)]
    let _ = tokio::sync::Mutex::<()>::blocking_lock_owned(any());
    #[expect(clippy::disallowed_methods)]
    let _ = tokio::sync::RwLock::<()>::blocking_read(&any());
    #[expect(clippy::disallowed_methods)]
    let _ = tokio::sync::RwLock::<()>::blocking_write(&any());
    #[expect(clippy::disallowed_methods)]
    let _ = tokio::sync::Semaphore::blocking_acquire(&any());
    #[expect(clippy::disallowed_methods)]
    let _ = tokio::sync::Semaphore::blocking_acquire_many(&any(), any());
    #[expect(clippy::disallowed_methods)]
    let _ = tokio::sync::Semaphore::blocking_acquire_owned(any());
    #[expect(clippy::disallowed_methods)]
    let _ = tokio::sync::Semaphore::blocking_acquire_many_owned(any(), any());
    #[expect(clippy::disallowed_methods)]
    let () = tokio::runtime::Handle::block_on(&any(), async {});
    #[expect(clippy::disallowed_methods)]
    let () = tokio::task::LocalSet::block_on(&any(), &any(), async {});
    #[expect(clippy::disallowed_methods)]
    let () = futures::executor::block_on(async {});
    #[expect(clippy::disallowed_methods)]
    let () = std::thread::sleep(any());
    #[expect(clippy::disallowed_methods)]
    let () = std::thread::park();
    #[expect(clippy::disallowed_methods)]
    let () = std::thread::park_timeout(any());
    #[expect(clippy::disallowed_methods)]
    let () = std::thread::scope(|_| {});
    #[expect(clippy::disallowed_methods)]
    let _ = std::thread::JoinHandle::<()>::join(any());
    #[expect(clippy::disallowed_methods)]
    let _guard = std::sync::Condvar::wait::<()>(&any(), any());
    #[expect(clippy::disallowed_methods)]
    let _guard = std::sync::Condvar::wait_while(&any(), any(), |(): &mut ()| any());
    #[expect(clippy::disallowed_methods)]
    let _guard = std::sync::Condvar::wait_timeout::<()>(&any(), any(), any());
    #[expect(clippy::disallowed_methods)]
    let _guard = std::sync::Condvar::wait_timeout_while(&any(), any(), any(), |(): &mut ()| any());
    #[expect(clippy::disallowed_methods)]
    let _ = std::sync::Barrier::wait(&any());
    #[expect(clippy::disallowed_methods)]
    let _ = std::io::Stdin::read_line(&any(), &mut any());
    #[expect(clippy::disallowed_methods)]
    let _ = std::io::Stdin::lines(any());
    #[expect(clippy::disallowed_methods)]
    let _ = std::io::Stdin::lock(&any());
    #[expect(clippy::disallowed_methods)]
    let _ = std::fs::read("file");
    #[expect(clippy::disallowed_methods)]
    let _ = std::fs::read_to_string("file");
    #[expect(clippy::disallowed_methods)]
    let _ = std::fs::write("file", "text");
    #[expect(clippy::disallowed_methods)]
    let _ = std::fs::File::open("file");
    #[expect(clippy::disallowed_methods)]
    let _ = std::fs::File::create("file");
    #[expect(clippy::disallowed_methods)]
    let _ = std::net::TcpStream::connect("localhost:1");
    #[expect(clippy::disallowed_methods)]
    let _ = std::net::TcpStream::connect_timeout(&any(), any());
    #[expect(clippy::disallowed_methods)]
    let _ = std::net::TcpListener::accept(&any());
    #[expect(clippy::disallowed_methods)]
    let _ = std::net::TcpListener::incoming(&any());
    #[expect(clippy::disallowed_methods)]
    let _ = std::net::UdpSocket::recv(&any(), &mut []);
    #[expect(clippy::disallowed_methods)]
    let _ = std::net::UdpSocket::recv_from(&any(), &mut []);
    #[expect(clippy::disallowed_methods)]
    let _ = std::net::ToSocketAddrs::to_socket_addrs("localhost:1");
    #[expect(clippy::disallowed_methods)]
    let _ = std::process::Command::output(&mut any());
    #[expect(clippy::disallowed_methods)]
    let _ = std::process::Command::status(&mut any());
    #[expect(clippy::disallowed_methods)]
    let _ = std::process::Child::wait(&mut any());
    #[expect(clippy::disallowed_methods)]
    let _ = std::process::Child::wait_with_output(any());
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

/// Runs clippy on this file, with the clippy.toml of `folder` or the workspace's own, and counts the expectations here
/// that it didn't fulfil. None where there is no clippy.
#[allow(clippy::disallowed_methods, reason = "tests are threads, and may block")]
fn unfulfilled(folder: Option<&Path>) -> Option<usize> {
    let cargo = || Command::new(env!("CARGO"));
    if !cargo().args(["clippy", "--version"]).output().is_ok_and(|output| output.status.success()) {
        shared::note("skipped: clippy isn't installed");
        return None;
    }
    let mut command = cargo();
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(["clippy", "--offline"]);
    command.args(["--package", "shared", "--test", "banned_calls", "--message-format", "short"]);
    match folder {
        Some(folder) => command.env("CLIPPY_CONF_DIR", folder),
        None => command.env_remove("CLIPPY_CONF_DIR"),
    };
    let output = command.output().expect("cargo should start");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let here = said.lines().filter(|line| line.contains("banned_calls.rs:"));
    Some(here.filter(|line| line.contains("lint expectation is unfulfilled")).count())
}

#[test]
#[allow(clippy::disallowed_methods, reason = "tests are threads, and may block")]
fn clippy_finds_every_banned_call() {
    // With each entry misspelt, no expectation is fulfilled: that the next run fulfils them all is no accident.
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("misspelt");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("clippy.toml"), CLIPPY_TOML.replace("path = \"", "path = \"mis")).unwrap();
    let Some(misspelt) = unfulfilled(Some(&folder)) else { return };
    assert_eq!(misspelt, banned().len());

    assert_eq!(unfulfilled(None), Some(0));
}
