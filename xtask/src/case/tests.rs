//! What `check.toml` means, and what is said of one that is wrong.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::misuse::Misuse;

fn read(text: &str) -> Result<Vec<Case>> {
    // `main.rs` is there: a file to name as an input.
    read::cases(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join("check.toml"), text)
}

fn error(text: &str) -> String {
    let error = read(text).unwrap_err();
    assert!(error.is::<Misuse>(), "{text:?} is the writer's mistake: exit status 2");
    let error = error.to_string();
    let (_, after_file) = error.split_once("check.toml:").expect("the file is named");
    after_file.to_owned()
}

#[test]
fn a_case_needs_only_a_name() {
    let cases = read("order = 'any'\n[[case]]\nname = 'plain'\n").unwrap();
    let [case] = cases.as_slice() else { panic!("{cases:?}") };
    assert_eq!(case.name, "plain");
    assert_eq!(case.args, [""; 0]);
    assert_eq!(case.input, None);
    assert_eq!(case.limit, Duration::from_secs(10));
    assert_eq!(case.skipped(), None);
    assert_eq!(case.promise.order, Order::Any);
    assert!(case.promise.log.ends_with("src/expected.log"));
    assert_eq!(case.promise.status, 0);
    assert_eq!(case.promise.stderr, [""; 0]);
    assert_eq!(case.promise.copies_input_to, None);
}

#[test]
fn every_key_is_read() {
    let text = "order = 'lanes'
        [[case]]
        name = 'a-1'
        args = ['--tasks', '5 5']
        input = 'main.rs'
        log = 'a.log'
        order = 'exact'
        status = 0x01
        stderr = ['lost: task 5']
        copies_input_to = 'output.log'
        limit = 0.5
        os = ['windows', 'linux']
        [[case]]
        name = 'b'
        limit = 3_0";
    let cases = read(text).unwrap();
    let case = &cases[0];
    assert_eq!(case.args, ["--tasks", "5 5"]);
    assert!(case.input.as_ref().unwrap().ends_with("main.rs"));
    assert_eq!(case.limit, Duration::from_millis(500));
    assert_eq!(case.os, ["windows", "linux"]);
    let promise = &case.promise;
    assert_eq!(promise.order, Order::Exact);
    assert!(promise.log.ends_with("a.log"));
    assert_eq!(promise.status, 1);
    assert_eq!(promise.stderr, ["lost: task 5"]);
    assert_eq!(promise.copies_input_to.as_deref(), Some("output.log"));
    assert_eq!(cases[1].promise.order, Order::Lanes);
    assert_eq!(cases[1].limit, Duration::from_secs(30));
}

#[test]
fn a_case_for_another_system_is_skipped_and_says_why() {
    let other = if cfg!(windows) { "unix" } else { "windows" };
    let text = format!("order = 'any'\n[[case]]\nname = 'a'\nos = ['{other}']\n");
    assert_eq!(read(&text).unwrap()[0].skipped(), Some(format!("only on {other}")));

    let text = format!("order = 'any'\n[[case]]\nname = 'a'\nos = ['{}']\n", std::env::consts::FAMILY);
    assert_eq!(read(&text).unwrap()[0].skipped(), None);
}

#[test]
fn a_mistake_is_told_with_its_line_and_key() {
    let case = |rest: &str| format!("order = 'any'\n[[case]]\nname = 'a'\n{rest}\n");
    for (text, line, says) in [
        ("[[case]]\nname = 'a'".to_owned(), 1, "`order` is missing"),
        ("order = 'any'".to_owned(), 1, "no case"),
        ("order = 'any'\ncase = []".to_owned(), 1, "no case"),
        ("order = 'any'\n[case]\nname = 'a'".to_owned(), 2, "two brackets"),
        ("order = 'some'\n[[case]]\nname = 'a'".to_owned(), 1, "`order` is \"some\""),
        ("order = 1\n[[case]]\nname = 'a'".to_owned(), 1, "`order` must be a text"),
        ("order = 'any'\n[[case]]\nargs = []".to_owned(), 2, "lacks a `name`"),
        ("order = 'any'\n\n[[case]\nname = 'a'".to_owned(), 3, "no valid TOML"),
        ("order = 'any'\norder = 'any'".to_owned(), 2, "no valid TOML"),
        ("order = 'any'\nlimit = 3\n[[case]]\nname = 'a'".to_owned(), 2, "unknown key `limit`"),
        (case("statsu = 1"), 4, "unknown key `statsu` (did you mean `status`?)"),
        (case("\n[[case]]\nname = 'a'"), 5, "a second case is named \"a\""),
        (case("[[case]]\nname = 'A b'"), 5, "isn't made of"),
        (case("[[case]]\nname = '../a'"), 5, "isn't made of"),
        (case("[[case]]\nname = ''"), 5, "isn't made of"),
        (case("args = 'x'"), 4, "`args` must be a list"),
        (case("args = [1]"), 4, "`args` must be a text"),
        (case("input = 'none.bin'"), 4, "`input` names \"none.bin\""),
        (case("log = '../a.log'"), 4, "`log` must be a file's name"),
        (case("log = '/a.log'"), 4, "`log` must be a file's name"),
        (case("copies_input_to = 'a'"), 4, "needs an `input`"),
        (case("status = 256"), 4, "`status` must be a whole number"),
        (case("status = -1"), 4, "`status` must be a whole number"),
        (case("status = '1'"), 4, "`status` must be a number"),
        (case("limit = 0"), 4, "`limit` must be more than 0"),
        (case("limit = nan"), 4, "`limit` must be more than 0"),
        (case("limit = 1e9"), 4, "`limit` must be more than 0"),
        (case("stderr = ['']"), 4, "an empty text"),
        (case("os = []"), 4, "run nowhere"),
        (case("os = ['linx']"), 4, "`os` has \"linx\""),
    ] {
        let error = error(&text);
        assert!(error.starts_with(&format!("{line}: ")), "line {line} of {text:?}: {error}");
        assert!(error.contains(says), "{text:?}: {error}");
    }
}
