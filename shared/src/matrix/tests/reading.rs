//! Which lines are a matrix, and what is said about those that aren't.

use std::io::{BufReader, repeat};

use fastrand::Rng;

use super::drawn;
use crate::matrix::parse::{LONGEST_LINE, matrices};
use crate::matrix::{ENTRIES, Matrix, random};

const GOOD: &[u8] = b"[[1, 2, 3], [4, 5, 6], [7, 8, 10]]\n";

#[test]
fn what_is_printed_can_be_read_back() {
    let mut all = random(100);
    for seed in 0..5_000 {
        let most = [1, 10, *ENTRIES.end()][seed as usize % 3];
        all.push(drawn(&mut Rng::with_seed(seed), -most..=most));
    }
    let text: String = all.iter().map(|matrix| format!("{matrix}\n")).collect();
    assert_eq!(matrices(text.as_bytes()).unwrap(), all);
}

#[test]
fn spaces_are_free_and_the_last_line_needs_no_end() {
    let expected = [Matrix([[1, -2, 3], [4, 5, 6], [7, 8, 9]])];
    for text in [
        "[[1,-2,3],[4,5,6],[7,8,9]]",
        "  [ [ 1 ,-2,\t3 ] ,[4,5,6] , [7,8,9] ]  ",
        "[[+1, -02, 3], [4, 5, 6], [7, 8, 9]]",
    ] {
        assert_eq!(matrices(text.as_bytes()).unwrap(), expected, "{text}");
    }
}

#[test]
fn blank_lines_and_the_line_ends_of_windows_are_accepted() {
    let text =
        b"\r\n[[1, 2, 3], [4, 5, 6], [7, 8, 10]]\r\n \t\r\n\n[[1, 2, 3], [4, 5, 6], [7, 8, 11]]\r\n\r\n";
    let read = matrices(&text[..]).unwrap();
    assert_eq!(read, [10, 11].map(|last| Matrix([[1, 2, 3], [4, 5, 6], [7, 8, last]])));
    for empty in ["", "\n", " \r\n\r\n"] {
        assert_eq!(matrices(empty.as_bytes()).unwrap(), [], "{empty:?}");
    }
}

#[test]
fn a_bad_line_is_named_by_its_number_and_what_is_wrong() {
    let cases: &[(&[u8], &str)] = &[
        (b"[[1, 2, 3], [4, 5, 6]]", "2 rows instead of 3"),
        (b"[[1, 2, 3], [4, 5, 6], [7, 8, 9], [1, 2, 3]]", "4 rows instead of 3"),
        (b"[[1, 2, 3], [4, 5], [7, 8, 9]]", "2 numbers in a row instead of 3"),
        (b"[[1, 2, 3], [4, 5, 6, 7], [7, 8, 9]]", "4 numbers in a row instead of 3"),
        (b"[[1, 2, 3], [4, x, 6], [7, 8, 9]]", "\"x\" isn't a whole number"),
        (b"[[1, 2, 3], [4, 5.0, 6], [7, 8, 9]]", "\"5.0\" isn't a whole number"),
        (b"[[1, 2, 3], [4, 100001, 6], [7, 8, 9]]", "from -100000 to 100000"),
        (b"[[1, 2, 3], [4, -100001, 6], [7, 8, 9]]", "from -100000 to 100000"),
        (b"[[1, 2, 3], [4, 99999999999999999999, 6], [7, 8, 9]]", "from -100000 to 100000"),
        (b"[[1, 2, 3], [4, , 6], [7, 8, 9]]", "\"\" isn't a whole number"),
        (b"[[1, 2, 3,], [4, 5, 6], [7, 8, 9]]", "\"\" isn't a whole number"),
        (b"[[1, 2 3], [4, 5, 6], [7, 8, 9]]", "\"2 3\" isn't a whole number"),
        (b"[[1, 2, 3] [4, 5, 6], [7, 8, 9]]", "a comma is missing between rows"),
        (b"[[1, 2, 3], [4, 5, 6], [7, 8, 9]", "doesn't stand in [ ]"),
        (b"[1, 2, 3], [4, 5, 6], [7, 8, 9]]", "doesn't stand in [ ]"),
        (b"[[1, 2, 3], 4, 5, 6], [7, 8, 9]]", "doesn't stand in [ ]"),
        (b"[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]", "a comma is missing between rows"),
        (b"[[[1, 2, 3], [4, 5, 6], [7, 8, 9]]", "isn't a whole number"),
        (b"[[1, 2, 3], [4, 5, 6], [7, 8, 9],]", "doesn't stand in [ ]"),
        (b"[[1, 2, 3], [4, 5, 6], [7, 8, 9]] 1", "doesn't stand in [ ]"),
        (b"[[1, 2, 3], [4, 5, 6], [7, 8, 9]] [[1, 2, 3], [4, 5, 6], [7, 8, 9]]", "a comma is missing"),
        (b"[]", "0 rows instead of 3"),
        (b"[[], [], []]", "\"\" isn't a whole number"),
        (b"[", "doesn't stand in [ ]"),
        (b"]", "doesn't stand in [ ]"),
        (b"matrix", "doesn't stand in [ ]"),
        (b"[[1, 2, 3], [4, 5, \xff], [7, 8, 9]]", "isn't a whole number"),
        (b"\xff\xfe", "doesn't stand in [ ]"),
    ];
    for (line, reason) in cases {
        // It is the third line that is bad: blank lines count.
        let text = [b"\n", GOOD, line, b"\n", GOOD].concat();
        let error = format!("{:#}", matrices(&text[..]).unwrap_err());
        assert!(error.starts_with("line 3: "), "{error}");
        assert!(error.contains(reason), "{error}: should say {reason}");
    }
}

#[test]
fn no_line_can_steer_the_terminal() {
    let error = format!("{:#}", matrices(&b"[[\x1b[2J, 2, 3], [4, 5, 6], [7, 8, 9]]"[..]).unwrap_err());
    assert!(!error.contains(char::is_control), "{error:?}");
}

#[test]
fn a_line_may_be_long_but_not_endless() {
    let matrix = "[[1, 2, 3], [4, 5, 6], [7, 8, 10]]";
    let expected = [Matrix([[1, 2, 3], [4, 5, 6], [7, 8, 10]])];
    for end in ["", "\n"] {
        let longest = format!("{matrix:>width$}{end}", width = LONGEST_LINE - end.len());
        assert_eq!(matrices(longest.as_bytes()).unwrap(), expected);
        let error = matrices(format!("\n {longest}").as_bytes()).unwrap_err();
        assert_eq!(error.root_cause().to_string(), "longer than 1000 bytes");
        assert!(error.to_string().starts_with("line 2: \"[["), "{error}");
    }
}

#[test]
fn an_input_without_end_is_given_up_on() {
    let error = matrices(BufReader::new(repeat(0))).unwrap_err();
    assert_eq!(error.root_cause().to_string(), "longer than 1000 bytes");
    let error = matrices(BufReader::new(repeat(b'\n'))).unwrap_err();
    assert_eq!(error.to_string(), "more than 2000000 lines: split the file");
}
