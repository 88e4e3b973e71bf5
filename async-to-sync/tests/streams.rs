//! Streams in place of TCP: each message is answered at least once, whoever dies, stops or goes away meanwhile.
#![cfg(all(unix, feature = "streams"))]
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests are threads, and may block and panic"
)]

mod common;

use std::io::Write;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::process::{Command, Stdio};

use common::redis::{Redis, Reply, free_port};
use shared::testing::{Finished, Program, Signal, run, wait_until};

const PROGRAM: &str = env!("CARGO_BIN_EXE_async-to-sync");

/// Of twelve digits each: all of them together are seconds of work.
const NUMBERS: std::ops::Range<u64> = 400_000_000_000..400_000_010_000;

/// Starts a copy of the program that reads stream `in` and writes stream `out`.
fn copy(redis: &Redis, args: &[&str]) -> Program {
    let mut command = Command::new(PROGRAM);
    command.args(["--input", &redis.url("in"), "--output", &redis.url("out")]).args(args);
    let program = Program::start(&mut command);
    program.wait_for_stderr("Reading ");
    program
}

/// Waits until so many answers are there.
fn wait_for_answers(redis: &Redis, count: usize) {
    wait_until(|| redis.answered() >= count);
}

/// Checks that each of the numbers is answered; returns how many answers came more than once.
fn check_answers(redis: &Redis) -> usize {
    let mut answers = redis.answers();
    let all = answers.len();
    answers.dedup();
    let answered = answers.iter().map(|answer| answer.split(' ').next().unwrap().parse::<u64>().unwrap());
    assert!(answered.eq(NUMBERS), "{} numbers are answered", answers.len());
    all - answers.len()
}

/// Tells a copy to end, and waits until it has.
fn end(program: Program) -> Finished {
    program.signal(Signal::SIGTERM);
    let finished = program.wait();
    assert_eq!(finished.code(), Some(0), "{finished:?}");
    finished
}

/// How many messages a copy answered, by its own account.
fn share(finished: &Finished) -> usize {
    finished.said("Messages answered: ")[0].trim_end_matches('.').parse().unwrap()
}

#[test]
fn copies_share_the_messages_and_each_is_answered_once() {
    let Some(redis) = Redis::start() else { return };
    let copies = [(); 3].map(|()| copy(&redis, &["--threads", "1"]));
    redis.send(NUMBERS.map(|number| number.to_string()));
    wait_for_answers(&redis, NUMBERS.count());
    wait_until(|| redis.pending() == 0);
    let shares = copies.map(|copy| share(&end(copy)));
    println!("{} answers came twice; shares: {shares:?}", check_answers(&redis));
    assert!(shares.iter().all(|&share| share >= NUMBERS.count() / 5), "{shares:?}");
    assert_eq!(shares.iter().sum::<usize>(), NUMBERS.count());
}

/// Halts a copy at a moment when it holds messages; returns how many.
fn halt_with_messages(redis: &Redis, copy: &Program) -> usize {
    let name = format!("{}-", copy.id());
    loop {
        copy.signal(Signal::SIGSTOP);
        let consumers = redis.consumers();
        let held = consumers.iter().find_map(|(consumer, held)| consumer.starts_with(&name).then_some(*held));
        match held {
            Some(held @ 1..) => return held,
            // It had just done all that it had. There may be nothing left, so that there has to be more.
            _ => redis.send(NUMBERS.take(1_000).map(|number| number.to_string())),
        }
        copy.signal(Signal::SIGCONT);
    }
}

#[test]
fn what_killed_copies_held_is_answered_by_others_or_by_one_that_is_started_again() {
    let Some(redis) = Redis::start() else { return };
    let args = ["--threads", "1", "--claim-after", "1"];
    let mut copies = vec![copy(&redis, &args), copy(&redis, &args)];
    redis.send(NUMBERS.map(|number| number.to_string()));
    for answered in [1_000, 3_000] {
        wait_for_answers(&redis, answered);
        let killed = copies.remove(0);
        println!("killed a copy that held {} messages", halt_with_messages(&redis, &killed));
        killed.signal(Signal::SIGKILL);
        let _ = killed.wait();
        copies.push(copy(&redis, &args));
    }
    wait_until(|| redis.answered() >= NUMBERS.count() && redis.pending() == 0);
    println!("{} answers came twice", check_answers(&redis));
    for copy in copies {
        end(copy);
    }
}

#[test]
fn a_server_that_goes_away_and_comes_back_costs_nothing() {
    let Some(mut redis) = Redis::start() else { return };
    let copies = [(); 2].map(|()| copy(&redis, &["--threads", "1"]));
    redis.send(NUMBERS.map(|number| number.to_string()));
    wait_for_answers(&redis, 1_000);
    redis.stop();
    for copy in &copies {
        copy.wait_for_stderr("Waiting for ");
    }
    redis.start_again();
    wait_until(|| redis.answered() >= NUMBERS.count() && redis.pending() == 0);
    println!("{} answers came twice", check_answers(&redis));
    for copy in copies {
        copy.wait_for_stderr(" is back.");
        let finished = end(copy);
        let said = |word| finished.stderr.matches(word).count();
        assert_eq!((said("Waiting for "), said(" is back.")), (1, 1), "{finished:?}");
    }
}

#[test]
fn at_a_signal_what_was_taken_is_answered_and_acknowledged_and_the_rest_is_left_to_others() {
    let Some(redis) = Redis::start() else { return };
    redis.send(NUMBERS.map(|number| number.to_string()));
    for (signal, answered) in [(Signal::SIGINT, 10), (Signal::SIGTERM, 2_000)] {
        let copy = copy(&redis, &["--threads", "2"]);
        wait_for_answers(&redis, answered);
        copy.signal(signal);
        let finished = copy.wait();
        assert_eq!(finished.code(), Some(0), "{signal}: {finished:?}");
        // It has left the group, too.
        assert_eq!((redis.pending(), redis.consumers()), (0, vec![]), "{signal}");
    }
    assert!(redis.answered() < NUMBERS.count(), "no run was interrupted");
    let copy = copy(&redis, &[]);
    wait_for_answers(&redis, NUMBERS.count());
    wait_until(|| redis.pending() == 0);
    end(copy);
    assert_eq!(check_answers(&redis), 0);
}

#[test]
fn an_idle_copy_ends_at_a_signal() {
    let Some(redis) = Redis::start() else { return };
    assert_eq!(share(&end(copy(&redis, &[]))), 0);
}

#[test]
fn a_signal_while_the_server_is_away_ends_a_copy_and_what_it_held_comes_again() {
    let Some(mut redis) = Redis::start() else { return };
    redis.send(NUMBERS.map(|number| number.to_string()));
    let stranded = copy(&redis, &["--threads", "1"]);
    wait_for_answers(&redis, 100);
    redis.stop();
    stranded.wait_for_stderr("Waiting for ");
    stranded.signal(Signal::SIGINT);
    let finished = stranded.wait();
    assert_eq!(finished.code(), Some(1), "{finished:?}");
    assert!(finished.stderr.contains("will come again"), "{finished:?}");
    redis.start_again();
    let copy = copy(&redis, &["--claim-after", "1"]);
    wait_until(|| redis.answered() >= NUMBERS.count() && redis.pending() == 0);
    check_answers(&redis);
    end(copy);
}

#[test]
fn a_copy_that_is_slow_keeps_its_messages() {
    let Some(redis) = Redis::start() else { return };
    let slow = copy(&redis, &["--threads", "1", "--claim-after", "2"]);
    // The largest prime of 64 bits: many seconds of work, and the other message waits for as long.
    redis.send(["18446744073709551557", "91"].map(str::to_owned));
    wait_until(|| redis.pending() == 2);
    let other = copy(&redis, &["--claim-after", "2"]);
    wait_for_answers(&redis, 2);
    wait_until(|| redis.pending() == 0);
    assert_eq!((share(&end(other)), share(&end(slow))), (0, 2));
    assert_eq!(redis.answers(), ["18446744073709551557 is prime", "91 = 7 x 13"]);
}

#[test]
fn poison_is_answered_with_an_error_and_does_not_come_round() {
    let Some(redis) = Redis::start() else { return };
    redis.send(["91", "seven", "", &"9".repeat(1_000), "97"].map(str::to_owned));
    redis.ask(&["XADD", "in", "*", "number", "91"]);
    // A name that SeaStreamer can't read.
    redis.ask(&["XADD", "in", "99999999999999-70000", "msg", "2"]);
    let copy = copy(&redis, &["--threads", "2", "--panic-at", "0", "--die-at", "4", "--claim-after", "1"]);
    wait_for_answers(&redis, 7);
    wait_until(|| redis.pending() == 0);
    copy.signal(Signal::SIGTERM);
    // A thread died.
    assert_eq!(copy.wait().code(), Some(1));
    let answers = redis.answers();
    let expected = [
        "2 is prime",
        "error: \"\" isn't",
        "error: \"91\": process panicked",
        "error: \"97\": lost with a worker that died",
        "error: \"number 91\" isn't",
        "error: \"seven\" isn't",
        "error: a line longer than",
    ];
    assert_eq!(answers.len(), expected.len(), "{answers:?}");
    assert!(answers.iter().zip(expected).all(|(answer, start)| answer.starts_with(start)), "{answers:?}");
}

#[test]
fn a_server_that_is_not_there_at_the_start_is_an_error() {
    let nowhere = format!("redis://127.0.0.1:{}/in", free_port());
    for (input, output) in [(nowhere.as_str(), "stdio:///out"), ("stdio:///in", nowhere.as_str())] {
        let finished = run(PROGRAM, &["--input", input, "--output", output]);
        assert_eq!(finished.code(), Some(1), "{finished:?}");
        assert!(finished.stderr.contains(&nowhere), "{finished:?}");
    }
}

#[test]
fn a_server_that_hangs_is_an_error_at_the_start_and_waited_for_later() {
    let Some(redis) = Redis::start() else { return };
    let copy = copy(&redis, &["--threads", "1"]);
    redis.send(NUMBERS.map(|number| number.to_string()));
    wait_for_answers(&redis, 1_000);
    redis.halt();
    for ends in [[redis.url("in"), "stdio:///out".into()], ["stdio:///in".into(), redis.url("out")]] {
        let finished = run(PROGRAM, &["--input", &ends[0], "--output", &ends[1]]);
        assert_eq!(finished.code(), Some(1), "{finished:?}");
        assert!(finished.stderr.contains("timed out"), "{finished:?}");
    }
    copy.wait_for_stderr("Waiting for ");
    redis.resume();
    copy.wait_for_stderr(" is back.");
    wait_until(|| redis.answered() >= NUMBERS.count() && redis.pending() == 0);
    println!("{} answers came twice", check_answers(&redis));
    end(copy);
}

#[test]
fn an_idle_copy_ends_at_a_signal_while_the_server_hangs() {
    let Some(redis) = Redis::start() else { return };
    let copy = copy(&redis, &[]);
    redis.halt();
    copy.wait_for_stderr("Waiting for ");
    assert_eq!(share(&end(copy)), 0);
}

#[test]
fn a_group_that_is_gone_is_made_again() {
    let Some(redis) = Redis::start() else { return };
    let copy = copy(&redis, &[]);
    assert_eq!(redis.ask(&["FLUSHALL"]), Reply::Text("OK".into()));
    redis.send(["91", "97"].map(str::to_owned));
    wait_for_answers(&redis, 2);
    end(copy);
    assert_eq!(redis.answers(), ["91 = 7 x 13", "97 is prime"]);
}

#[test]
fn a_key_that_holds_no_stream_is_an_error() {
    let Some(redis) = Redis::start() else { return };
    assert_eq!(redis.ask(&["SET", "key", "91"]), Reply::Text("OK".into()));
    let key = redis.url("key");
    for (input, output) in [(key.as_str(), "stdio:///out"), ("stdio:///in", key.as_str())] {
        let finished = run(PROGRAM, &["--input", input, "--output", output]);
        assert_eq!(finished.code(), Some(1), "{finished:?}");
        assert!(finished.stderr.contains("WRONGTYPE"), "{finished:?}");
    }
}

#[test]
fn a_server_that_refuses_the_answers_is_waited_for() {
    let Some(redis) = Redis::start() else { return };
    let copy = copy(&redis, &[]);
    assert_eq!(redis.ask(&["SET", "out", "no stream"]), Reply::Text("OK".into()));
    redis.send(["91", "97"].map(str::to_owned));
    copy.wait_for_stderr("WRONGTYPE");
    assert_eq!(redis.pending(), 2);
    redis.ask(&["DEL", "out"]);
    wait_for_answers(&redis, 2);
    end(copy);
    assert_eq!(redis.answers(), ["91 = 7 x 13", "97 is prime"]);
    assert_eq!(redis.pending(), 0);
}

#[test]
fn a_password_is_needed_where_there_is_one_and_is_not_shown() {
    let Some(redis) = Redis::start() else { return };
    redis.ask(&["CONFIG", "SET", "requirepass", "open sesame"]);
    let output = redis.url("out");
    for (secret, code) in [("", 1), (":wrong@", 1), (":open%20sesame@", 0)] {
        let output = output.replace("redis://", &format!("redis://{secret}"));
        let finished = pipe("91\n", &["--input", "stdio:///in", "--output", &output]);
        assert_eq!(finished.code(), Some(code), "{secret}: {finished:?}");
        assert!(!finished.stderr.contains('@'), "{secret}: {finished:?}");
    }
}

#[test]
fn a_server_may_have_an_ipv6_address() {
    let Some(redis) = Redis::start() else { return };
    let [input, output] = ["in", "out"].map(|stream| redis.url(stream).replace("127.0.0.1", "[::1]"));
    if !redis.has_ipv6() {
        eprintln!("SKIPPED: there is no ::1");
        return;
    }
    redis.send(["91".to_owned()]);
    let copy = Program::start(Command::new(PROGRAM).args(["--input", &input, "--output", &output]));
    wait_for_answers(&redis, 1);
    let finished = end(copy);
    assert!(finished.stderr.contains(&input) && finished.stderr.contains(&output), "{finished:?}");
}

#[test]
fn what_does_not_get_through_stdout_is_not_acknowledged_and_keeps_nobody_from_leaving() {
    let Some(redis) = Redis::start() else { return };
    redis.send(["91".to_owned()]);
    // A pipe that is full, and that nobody reads.
    let (_reader, pipe) = UnixStream::pair().unwrap();
    pipe.set_nonblocking(true).unwrap();
    while (&pipe).write(&[0; 4096]).is_ok() {}
    while (&pipe).write(&[0]).is_ok() {}
    pipe.set_nonblocking(false).unwrap();
    let mut command = Command::new(PROGRAM);
    command.args(["--input", &redis.url("in"), "--output", "stdio:///out"]);
    let copy = Program::start_into(&mut command, OwnedFd::from(pipe), Stdio::piped());
    copy.wait_for_stderr("Reading ");
    wait_until(|| redis.pending() == 1);
    copy.signal(Signal::SIGINT);
    let finished = copy.wait();
    assert_eq!(finished.code(), Some(1), "{finished:?}");
    assert!(finished.stderr.contains("will come again"), "{finished:?}");
    assert_eq!(redis.pending(), 1);
}

/// Runs the program with `lines` on stdin.
fn pipe(lines: &str, args: &[&str]) -> Finished {
    let mut program = Program::start(Command::new(PROGRAM).args(args));
    program.send(lines.as_bytes());
    program.finish()
}

#[test]
fn stdin_and_stdout_are_streams_that_need_no_server() {
    let lines = "91\n[2026-01-02T03:04:05 | in | 0] 97\n[other] 98\nseven\n360";
    let finished = pipe(lines, &["--input", "stdio:///in", "--output", "stdio:///out"]);
    assert_eq!((finished.code(), share(&finished)), (Some(0), 4), "{finished:?}");
    let expected = [
        "360 = 2 x 2 x 2 x 3 x 3 x 5",
        "91 = 7 x 13",
        "97 is prime",
        "error: \"seven\" isn't a whole number from 2 to 18446744073709551615",
    ];
    assert_eq!(finished.sorted(), expected);
}

#[test]
fn a_stdin_that_stays_open_keeps_nobody_from_leaving() {
    let mut command = Command::new(PROGRAM);
    let mut program = Program::start(command.args(["--input", "stdio:///in", "--output", "stdio:///out"]));
    program.send(b"91\n");
    program.wait_for_stdout("91 = 7 x 13");
    program.signal(Signal::SIGINT);
    assert_eq!(program.wait().code(), Some(0));
}

#[test]
fn a_stdin_that_cannot_be_read_is_reported() {
    let folder = std::fs::File::open(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let mut command = Command::new(PROGRAM);
    let output = command.args(["--input", "stdio:///in", "--output", "stdio:///out"]).stdin(folder).output();
    let output = output.unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("can't read stdin"), "{output:?}");
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_reported() {
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let mut command = Command::new(PROGRAM);
    command.args(["--input", "stdio:///in", "--output", "stdio:///out"]);
    let mut program = Program::start_into(&mut command, full, Stdio::piped());
    program.send(b"91\n");
    // stdin stays open: the end has to come from the program.
    let finished = program.wait();
    assert_eq!(finished.code(), Some(1), "{finished:?}");
    assert!(finished.stderr.contains("No space left on device"), "{finished:?}");
}

#[test]
fn wrong_arguments_get_a_clear_word_and_status_2() {
    const STDIO: [&str; 4] = ["--input", "stdio:///in", "--output", "stdio:///out"];
    for wrong in [
        &["--input", "stdio:///in"][..],
        &["--output", "stdio:///out"],
        &["--claim-after", "5"],
        &[&STDIO[..], &["--claim-after", "0"]].concat(),
        &[&STDIO[..], &["--listen", "127.0.0.1:0"]].concat(),
        &["--input", "numbers.txt", "--output", "stdio:///out"],
        &["--input", "kafka://localhost/in", "--output", "stdio:///out"],
        &["--input", "redis:///in", "--output", "stdio:///out"],
        &["--input", "redis://localhost", "--output", "stdio:///out"],
        &["--input", "redis://localhost/a,b", "--output", "stdio:///out"],
        &["--input", "redis://localhost/", "--output", "stdio:///out"],
        // For ever round and round.
        &["--input", "redis://localhost/in", "--output", "redis://localhost:6379/0/in"],
        &["--input", "redis://localhost:x/in", "--output", "stdio:///out"],
        &["--input", "file:///numbers/in", "--output", "stdio:///out"],
        &["--input", "stdio://somewhere/in", "--output", "stdio:///out"],
    ] {
        let finished = run(PROGRAM, wrong);
        assert!(finished.refusal().starts_with("error: --"), "{wrong:?}: {finished:?}");
    }
}

#[test]
fn help_names_the_options_and_the_forms_of_a_stream() {
    let finished = run(PROGRAM, &["--help"]);
    for word in ["--input", "--output", "--claim-after", "redis://", "stdio://"] {
        assert!(finished.stdout.contains(word), "{word}");
    }
}
