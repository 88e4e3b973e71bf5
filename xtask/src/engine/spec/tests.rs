//! What a case may say, and how a mistake in one is reported.

#![allow(clippy::unwrap_used)]

use super::*;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TestFile {
    case: Vec<Case>,
}

fn read_cases(text: &str) -> Result<Vec<Case>> {
    let file = Path::new("folder/check.toml");
    let read: TestFile = parse(file, text)?;
    check_cases(file, &read.case)?;
    Ok(read.case)
}

#[test]
fn a_case_can_say_everything() {
    let text = r#"
[[case]]
name = "all"
example = "minimal"
args = ["--file", "-"]
env = { A = "b" }
world = "slow"
differs = "with tasks that take longer"
steps = [{ input = "one\n" }, { wait = "one" }, { signal = "INT" }, { close = true }]
fault = { signal = "TERM", again = 0.5, stdout = { close_after = 3 }, stderr = { unread = true }, file_kib = 8, pauses = 2 }
limit = 2.5
runs = 20
os = ["unix", "windows"]
order = "lanes"
stdout = "one\n"
part = "prefix"
status = [130, 0]
losses = ["lost: task 1:"]
stderr = ["a note"]
reported = "{lines} lines"
files = { "a.log" = { text = "one\n" } }
peak_mib = 40
cpu_seconds = 0.5
overlap = { at_least = 2, at_most = 4, pieces = 9 }
lints = ["clippy::disallowed_methods"]
"#;
    let case = &read_cases(text).unwrap()[0];
    assert_eq!(case.steps.len(), 4);
    assert_eq!(case.fault.stdout, Some(OutputFault::CloseAfter(3)));
    assert_eq!(Duration::from(case.limit.unwrap()), Duration::from_millis(2500));
    assert_eq!(case.order, Some(Order::Lanes));
}

#[test]
fn a_mistake_is_reported_with_its_file_line_and_key() {
    for (line, says) in [
        ("lgo = 'a'", "folder/check.toml:3: unknown key `lgo` (did you mean `log`?)"),
        ("zzzzzzzz = 1", "unknown key `zzzzzzzz` (it may be name, "),
        ("status = 256", "folder/check.toml:3: "),
        ("status = 'one'", "folder/check.toml:3: it must be a number from 0 to 255, or a list"),
        ("limit = 1e-300", "it must be from 0.001 to 3600 seconds"),
        ("limit = -1", "it must be from 0.001 to 3600 seconds"),
        ("limit = nan", "it must be from 0.001 to 3600 seconds"),
        ("runs = 0", "from 1 to 1000000"),
        ("log = '../secret'", "without `..` or a leading `/`"),
        ("log = '/etc/passwd'", "without `..` or a leading `/`"),
        ("stderr = ['']", "an empty text is found in everything"),
        ("os = ['linus']", "did you mean"),
        ("order = 'random'", "unknown variant `random`"),
        ("input = 'nowhere.bin'", "no such file beside this one"),
        ("files = { 'a' = 'input' }", "add an `input`"),
        ("world = 'slow'", "`world` and `differs` come together"),
        ("log = 'a'\nstdout = 'b'", "remove one"),
        ("reported = 'x'", "name it in `files`"),
        ("fault = { again = 1 }", "repeats a `signal`"),
        ("fault = { stdin = 'trickle' }", "says how an `input` comes"),
        ("fault = { stdin = 'stall' }\nsteps = [{ close = true }]", "don't go together"),
        ("fault = { sdtin = 'half' }", "did you mean `stdin`?"),
        ("steps = [{ close = false }]", "it can only be true"),
        ("= 3", "folder/check.toml:3: "),
    ] {
        let text = format!("[[case]]\nname = 'a'\n{line}\n");
        let error = read_cases(&text).unwrap_err().to_string();
        assert!(error.contains(says) && error.starts_with("folder/check.toml"), "{line}: {error}");
    }
}

#[test]
fn names_are_unique_and_fit_a_folder() {
    let twice = read_cases("[[case]]\nname = 'a'\n[[case]]\nname = 'a'\n").unwrap_err().to_string();
    assert!(twice.contains("the name is used twice"), "{twice}");
    for name in ["", "A", "a b", "a/b", &"a".repeat(61)] {
        let error = read_cases(&format!("[[case]]\nname = {name:?}\n")).unwrap_err().to_string();
        assert!(error.contains("isn't made of 1 to 60"), "{name}: {error}");
    }
}

#[test]
fn a_case_is_skipped_where_it_cannot_run() {
    let case = |line: &str| read_cases(&format!("[[case]]\nname = 'a'\n{line}\n")).unwrap().remove(0);
    assert_eq!(case("os = ['netbsd']").skipped().as_deref(), Some("only on netbsd"));
    assert_eq!(case("os = ['unix', 'windows']").skipped(), None);
    assert_eq!(case("steps = [{ signal = 'INT' }]").skipped().is_some(), !cfg!(unix));
    assert_eq!(case("fault = { one_core = true }").skipped().is_some(), !cfg!(target_os = "linux"));
}
