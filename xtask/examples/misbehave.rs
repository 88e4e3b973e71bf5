//! Misbehaves in the way that its first argument names. The tests of the engine run it.
//!
//! Whoever hangs tells its process id first, so that a test can see whether it is gone.

use std::env;
use std::fs;
use std::io::{self, Read, Write};
use std::process::{self, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

type Fallible<T = ()> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Fallible {
    let mut args = env::args().skip(1);
    let what = args.next().unwrap_or_default();
    match what.as_str() {
        "behave" => print("one\ntwo\n"),
        "echo" => {
            let mut input = Vec::new();
            io::stdin().read_to_end(&mut input)?;
            Ok(io::stdout().write_all(&input)?)
        }
        "status" => process::exit(args.next().ok_or("which status?")?.parse()?),
        "environment" => {
            let here = env::current_dir()?;
            let value = |name: &str| env::var(name).unwrap_or_default();
            print(&format!("{}\n{}\n{}\n", here.display(), value("NO_COLOR"), value("RUST_BACKTRACE")))
        }
        "hang" => {
            tell_pid()?;
            // For whoever waits until it hangs.
            fs::write("hangs", "")?;
            hang()
        }
        "hang after two lines" => {
            print("one\ntwo\n")?;
            hang()
        }
        "hang with stdout closed" => {
            tell_pid()?;
            close_stdout()?;
            hang()
        }
        "ignore SIGTERM" => {
            ctrlc::set_handler(|| {})?;
            tell_pid()?;
            hang()
        }
        // These end themselves, and leave something behind.
        "leave a child that holds the pipe" => leave("hang", true),
        "leave a child that is silent" => leave("hang", false),
        "leave a daemon that holds the pipe" => leave("hang in a session of its own", true),
        "leave a daemon that is silent" => leave("hang in a session of its own", false),
        "hang in a session of its own" => {
            own_session()?;
            tell_pid()?;
            fs::write("daemon", process::id().to_string())?;
            hang()
        }
        "hang with a daemon" => {
            leave("hang in a session of its own", true)?;
            hang()
        }
        "flood" => loop {
            print("the same line again\n")?;
        },
        "flood without a newline" => loop {
            io::stdout().write_all(&[b'x'; 1 << 16])?;
        },
        "flood stderr" => loop {
            io::stderr().write_all(&[b'x'; 1 << 16])?;
        },
        "panic" => panic!("as it was told"),
        "abort" => process::abort(),
        "kill itself" => kill_itself(),
        "print what is no text" => Ok(io::stdout().write_all(b"\xff\xfe\x00|\n\xc3\x28 no newline")?),
        "print one huge line" => print(&"x".repeat(4 << 20)),
        "tell what it hears" => io::stdin().lines().try_for_each(|line| print(&format!("heard {}\n", line?))),
        "take 64 MiB" => {
            let taken: Vec<u64> = (0..8 << 20).collect();
            print("taken\n")?;
            // Until nobody looks any more.
            io::stdin().read_to_end(&mut Vec::new())?;
            print(&format!("{}\n", taken.len()))
        }
        "write 64 KiB to a file" => {
            let mut file = fs::File::create("file")?;
            Ok(file.write_all(&[b'x'; 64 << 10])?)
        }
        "open 30 files" => {
            let files: Result<Vec<_>, _> = (0..30).map(|n| fs::File::create(n.to_string())).collect();
            print(&format!("{}\n", files?.len()))
        }
        "count cores" => print(&format!("{}\n", thread::available_parallelism()?)),
        // These wait for ever, each in its own way.
        "wait for a sender that is alive" => {
            let (sender, receiver) = mpsc::channel::<()>();
            print("one\n")?;
            let _ = receiver.recv();
            drop(sender);
            Ok(())
        }
        "join a thread that waits" => {
            let (sender, receiver) = mpsc::channel::<()>();
            let thread = thread::Builder::new().name("waiter".to_owned()).spawn(move || receiver.recv())?;
            let _ = thread.join();
            drop(sender);
            Ok(())
        }
        "wait for a child that waits" => {
            let mut command = Command::new(env::current_exe()?);
            command.arg("wait for a sender that is alive").stdin(Stdio::null()).spawn()?.wait()?;
            Ok(())
        }
        "accept a client that never comes" => {
            let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
            listener.accept()?;
            Ok(())
        }
        "read a connection with itself" => {
            let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
            let mut one = std::net::TcpStream::connect(listener.local_addr()?)?;
            let _other = listener.accept()?;
            one.read_to_end(&mut Vec::new())?;
            Ok(())
        }
        // These look like it, and don't.
        "read a connection to somebody else" => {
            let mut somebody = std::net::TcpStream::connect(args.next().ok_or("where?")?)?;
            print("connected\n")?;
            let mut heard = String::new();
            somebody.read_to_string(&mut heard)?;
            print(&heard)
        }
        "sleep a second" => {
            thread::sleep(Duration::from_secs(1));
            print("done\n")
        }
        "compute for a second" => {
            let begun = Instant::now();
            while begun.elapsed() < Duration::from_secs(1) {
                std::hint::spin_loop();
            }
            print("done\n")
        }
        "two threads that wait for each other in turn" => {
            let (to_other, at_other) = mpsc::sync_channel::<u32>(0);
            let (to_here, here) = mpsc::sync_channel::<u32>(0);
            thread::spawn(move || at_other.iter().try_for_each(|n| to_here.send(n + 1)));
            let begun = Instant::now();
            let mut n = 0;
            while begun.elapsed() < Duration::from_secs(1) {
                to_other.send(n)?;
                n = here.recv()?;
            }
            print("done\n")
        }
        "wait for a child that sleeps" => {
            let mut command = Command::new(env::current_exe()?);
            command.arg("sleep a second").stdin(Stdio::null()).spawn()?.wait()?;
            Ok(())
        }
        "leave its input unread" => print("done\n"),
        "leave its input unread and hang" => {
            tell_pid()?;
            hang()
        }
        _ => Err(format!("no such misbehaviour: {what:?}").into()),
    }
}

fn print(text: &str) -> Fallible {
    let mut stdout = io::stdout();
    stdout.write_all(text.as_bytes())?;
    Ok(stdout.flush()?)
}

fn tell_pid() -> Fallible {
    print(&format!("{}\n", process::id()))
}

fn hang() -> Fallible {
    loop {
        thread::park();
    }
}

/// Starts another of ours, waits until it hangs, and doesn't wait for its end.
fn leave(what: &str, holds_the_pipe: bool) -> Fallible {
    let mut command = Command::new(env::current_exe()?);
    command.arg(what).stdin(Stdio::null());
    if !holds_the_pipe {
        command.stdout(Stdio::null()).stderr(Stdio::null());
    }
    let child = command.spawn()?;
    print(&format!("{}\n", child.id()))?;
    let sign = if what == "hang" { "hangs" } else { "daemon" };
    while !fs::exists(sign)? {
        thread::yield_now();
    }
    Ok(())
}

#[cfg(unix)]
fn own_session() -> Fallible {
    nix::unistd::setsid()?;
    Ok(())
}

#[cfg(unix)]
fn close_stdout() -> Fallible {
    Ok(nix::unistd::close(1)?)
}

#[cfg(unix)]
fn kill_itself() -> Fallible {
    Ok(nix::sys::signal::raise(nix::sys::signal::Signal::SIGKILL)?)
}

#[cfg(not(unix))]
fn own_session() -> Fallible {
    Err("only on Unix".into())
}

#[cfg(not(unix))]
fn close_stdout() -> Fallible {
    Err("only on Unix".into())
}

#[cfg(not(unix))]
fn kill_itself() -> Fallible {
    Err("only on Unix".into())
}
