//! Every line gets one answer, over the connection that it came from.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests are threads, and may block and panic"
)]

mod common;

use std::io::{BufRead, BufReader, Read, Write};
use std::thread;

use common::serve;
use fastrand::Rng;
use shared::testing::run;

const PROGRAM: &str = env!("CARGO_BIN_EXE_async-to-sync");

#[test]
fn by_itself_it_asks_and_answers_twenty_numbers() {
    let expected = include_str!("../expected.log");
    let mut expected: Vec<_> = expected.lines().collect();
    expected.sort_unstable();
    for args in [&[][..], &["--threads", "1"], &["--capacity", "0"], &["--capacity", "9223372036854775807"]] {
        let finished = run(PROGRAM, args);
        assert_eq!(finished.sorted(), expected, "{args:?}");
        assert_eq!((finished.code(), finished.stderr.as_str()), (Some(0), ""), "{args:?}");
    }
}

#[test]
fn a_client_that_closes_its_writing_half_gets_all_its_answers_and_then_the_end() {
    let server = serve(&[]);
    assert_eq!(server.ask(b"91\n97\n360\n"), ["360 = 2 x 2 x 2 x 3 x 3 x 5", "91 = 7 x 13", "97 is prime"]);
    assert_eq!(server.ask(b""), [""; 0]);
}

#[test]
fn the_last_line_needs_no_newline() {
    assert_eq!(serve(&[]).ask(b"91\r\n97"), ["91 = 7 x 13", "97 is prime"]);
}

#[test]
fn what_is_no_number_is_answered_with_an_error_and_nothing_else_is_lost() {
    let mut lines = b"0\n1\nseven\n\n-7\n18446744073709551616\n\xff\xfe\n\x1b[2J\n".to_vec();
    lines.extend([b'9'; 100_000]);
    lines.extend(b"\n91\n");
    let answers = serve(&[]).ask(&lines);
    let (right, errors): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| !answer.starts_with("error: "));
    assert_eq!(right, ["91 = 7 x 13"]);
    assert_eq!(errors.len(), 9, "{errors:?}");
    assert!(errors.iter().all(|error| !error.contains(char::is_control) && error.len() < 300), "{errors:?}");
    assert!(errors.iter().any(|error| error.contains("longer than")), "{errors:?}");
}

#[test]
fn many_clients_at_once_each_get_their_own_answers_and_no_others() {
    for args in [&[][..], &["--capacity", "0"], &["--capacity", "1", "--threads", "1"]] {
        let server = serve(args);
        thread::scope(|scope| {
            for seed in 0..8 {
                let server = &server;
                scope.spawn(move || {
                    let mut rng = Rng::with_seed(seed);
                    // Of the form 2 x 2 x ... x 2, so that the answer is easily known.
                    let powers: Vec<u32> = (0..500).map(|_| rng.u32(2..63)).collect();
                    let lines: String = powers.iter().map(|&power| format!("{}\n", 1_u64 << power)).collect();
                    let answer = |&power: &u32| {
                        format!("{} = {}", 1_u64 << power, vec!["2"; power as usize].join(" x "))
                    };
                    let mut expected: Vec<_> = powers.iter().map(answer).collect();
                    expected.sort_unstable();
                    assert_eq!(server.ask(lines.as_bytes()), expected, "{args:?}, seed {seed}");
                });
            }
        });
    }
}

#[test]
fn an_answer_comes_while_the_client_keeps_its_connection_open() {
    let server = serve(&[]);
    let mut socket = server.connect();
    let mut answers = BufReader::new(socket.try_clone().unwrap()).lines();
    for (line, answer) in [("91\n", "91 = 7 x 13"), ("2\n", "2 is prime")] {
        socket.write_all(line.as_bytes()).unwrap();
        assert_eq!(answers.next().unwrap().unwrap(), answer);
    }
}

#[test]
fn an_address_that_cannot_be_had_is_reported() {
    let server = serve(&[]);
    let finished = run(PROGRAM, &["--listen", &server.address.to_string()]);
    assert_eq!(finished.code(), Some(1));
    assert!(finished.stderr.contains(&format!("can't listen at {}", server.address)), "{finished:?}");
    // And it harms nobody else.
    assert_eq!(server.ask(b"91\n"), ["91 = 7 x 13"]);
}

#[test]
fn wrong_arguments_get_a_clear_word_and_status_2() {
    let wrong: [&[&str]; 13] = [
        &["--nonsense"],
        &["91"],
        &["--threads"],
        &["--threads", "0"],
        &["--threads", "257"],
        &["--threads", "four"],
        &["--capacity", "-1"],
        &["--capacity", "18446744073709551615"],
        &["--listen", "nowhere"],
        &["--listen", "127.0.0.1"],
        &["--panic-at", "20"],
        &["--die-at", "20"],
        &["--panic-at", "x"],
    ];
    for args in wrong {
        let finished = run(PROGRAM, args);
        assert_eq!(finished.code(), Some(2), "{args:?}");
        assert!(
            finished.stderr.starts_with("error: ") && finished.stdout.is_empty(),
            "{args:?}: {finished:?}"
        );
    }
}

#[test]
#[cfg(not(feature = "streams"))]
fn streams_need_a_program_that_is_built_with_them() {
    for option in ["--input", "--output", "--claim-after"] {
        let finished = run(PROGRAM, &[option, "stdio:///in"]);
        assert!(finished.refusal().contains("--features streams"), "{finished:?}");
    }
}

#[test]
fn help_names_every_option() {
    let finished = run(PROGRAM, &["--help"]);
    assert_eq!(finished.code(), Some(0));
    for option in ["--listen", "--threads", "--capacity", "--panic-at", "--die-at", "--help"] {
        assert!(finished.stdout.contains(option), "{option}");
    }
}

#[test]
fn a_closed_stdout_ends_it_quietly() {
    let mut child = std::process::Command::new(PROGRAM);
    let (reader, writer) = std::io::pipe().unwrap();
    let mut child = child.stdout(writer).stderr(std::process::Stdio::piped()).spawn().unwrap();
    let mut first = String::new();
    BufReader::new(reader).read_line(&mut first).unwrap();
    // The reader is gone now, as behind `| head -1`.
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(!said.contains("panicked"), "{said}");
    assert_eq!(child.wait().unwrap().code(), Some(141));
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_behind_stdout_is_reported() {
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let output = std::process::Command::new(PROGRAM).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("No space left on device"), "{output:?}");
}

#[test]
fn a_server_does_not_need_its_stdin() {
    let mut server = serve(&[]);
    server.program.close_stdin();
    assert_eq!(server.ask(b"91\n"), ["91 = 7 x 13"]);
}
