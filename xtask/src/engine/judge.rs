//! Judges what came of a run by what was promised.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::ExitStatus;

use super::case::Prepared;
use super::compare::{compare_part, count_log_lines, lines};
use super::process::{End, KEPT, RunOutcome};
use super::spec::{Contents, FileName, Part, Status};
use super::verdict::{HungRun, Problem, Verdict};
use crate::text::count;

/// The status with which a Rust program exits when its main thread panics.
const PANIC: i32 = 101;
/// How many files of a run's folder are looked at.
const MOST_FILES: usize = 1000;

/// Everything that is wrong with a run, and the verdict that follows.
///
/// What says most comes first: a run that hung, flooded or crashed is called that, whatever it printed. Then
/// comes what it printed, and the exit status last: a wrong status with a wrong output is a `DIFF`.
pub fn judge(outcome: &RunOutcome, prepared: &Prepared, folder: &Path) -> (Verdict, Vec<Problem>) {
    let expected = &prepared.case.status;
    let (verdict, mut problems) = match outcome.end {
        // Which of its lines were too many is not worth listing.
        End::Flooded(stream) => return (Verdict::Flood, vec![Problem::Flooded(stream, prepared.most)]),
        End::OverLimit | End::Deadlocked | End::Cancelled => (Verdict::Hang, vec![hung(outcome, prepared)]),
        End::LeftBehind(_) => (Verdict::Hang, vec![Problem::LeftBehind]),
        End::Exited(status) => exited(status, expected),
    };
    let differences = differences(outcome, prepared, folder);
    let verdict = match verdict {
        Verdict::Ok | Verdict::Status if !differences.is_empty() => Verdict::Diff,
        verdict => verdict,
    };
    problems.extend(differences);
    // What went wrong otherwise has left its pieces of work undone, too.
    if problems.is_empty() {
        problems.extend(overlap(outcome, prepared));
        if !problems.is_empty() {
            return (Verdict::Overlap, problems);
        }
    }
    (verdict, problems)
}

fn exited(status: ExitStatus, expected: &Status) -> (Verdict, Vec<Problem>) {
    match (crash(status), status.code()) {
        // Shells give a program that a signal killed this status.
        (Some((_, number)), _) if number.is_some_and(|number| expected.has(128 + number)) => {
            (Verdict::Ok, Vec::new())
        }
        (Some((signal, _)), _) => (Verdict::Crash, vec![Problem::Killed { signal }]),
        (None, Some(code)) if expected.has(code) => (Verdict::Ok, Vec::new()),
        (None, Some(PANIC)) => (Verdict::Crash, vec![Problem::Panicked]),
        (None, got) => (Verdict::Status, vec![Problem::Status { expected: expected.clone(), got }]),
    }
}

/// The name of the signal that killed the program, and its number, if one did.
#[cfg(unix)]
fn crash(status: ExitStatus) -> Option<(String, Option<i32>)> {
    use std::os::unix::process::ExitStatusExt;

    let number = status.signal()?;
    let known = nix::sys::signal::Signal::try_from(number);
    let name = known.map_or_else(|_| format!("signal {number}"), |signal| signal.as_str().to_owned());
    Some((name, Some(number)))
}

/// Elsewhere a program that crashes has a status of its own.
#[cfg(not(unix))]
fn crash(status: ExitStatus) -> Option<(String, Option<i32>)> {
    let name = match status.code()? as u32 {
        0xC000_0005 => "an access violation",
        0xC000_0409 => "an abort",
        0xC000_00FD => "a stack overflow",
        _ => return None,
    };
    Some((name.to_owned(), None))
}

fn hung(outcome: &RunOutcome, prepared: &Prepared) -> Problem {
    let lines = lines(&outcome.stdout);
    Problem::Hung(HungRun {
        elapsed: outcome.elapsed,
        lines: lines.len(),
        expected: prepared.log.as_deref().map_or(0, count_log_lines),
        last: lines.last().map(|line| line.to_vec()),
        waiting: outcome.waiting.clone(),
        hang: outcome.hang.clone().unwrap_or_default(),
    })
}

/// What is wrong with what it wrote: to stdout, to stderr and to its files.
fn differences(outcome: &RunOutcome, prepared: &Prepared, folder: &Path) -> Vec<Problem> {
    let case = &prepared.case;
    let mut problems: Vec<Problem> = match &prepared.log {
        Some(log) => {
            let mismatches = compare_part(prepared.part, prepared.order, log, &outcome.stdout);
            mismatches.into_iter().map(Problem::Line).collect()
        }
        None if prepared.part == Part::Any => Vec::new(),
        None => vec![Problem::NoLog { log: prepared.log_name.clone() }],
    };
    for text in &case.stderr {
        if !contains(&outcome.stderr, text.as_bytes()) {
            problems.push(Problem::StderrLacks { text: text.to_string() });
        }
    }
    problems.extend(losses(&prepared.losses, &outcome.stderr));
    let found = files(folder);
    problems.extend(compare_files(&case.files, &found, prepared, folder));
    if let (Some(template), Some(file)) = (&case.reported, case.files.keys().next()) {
        let bytes = read_bounded(&folder.join(&**file)).unwrap_or_default();
        let text = template
            .replace("{lines}", &lines(&bytes).len().to_string())
            .replace("{bytes}", &bytes.len().to_string());
        if ![&outcome.stdout, &outcome.stderr].iter().any(|stream| contains(stream, text.as_bytes())) {
            problems.push(Problem::NotReported { text });
        }
    }
    problems
}

/// Whether too many pieces of work were in flight at once, or other pieces than there are.
fn overlap(outcome: &RunOutcome, prepared: &Prepared) -> Vec<Problem> {
    let mut problems = Vec::new();
    if let Some(overlap) = prepared.case.overlap {
        let work = Work::count(&outcome.stderr);
        if let Some(allowed) = overlap.at_most
            && work.most > allowed
        {
            problems.push(Problem::TooManyAtOnce { most: work.most, allowed });
        }
        if let Some(wanted) = overlap.pieces
            && (work.begun != wanted || work.ended != wanted)
        {
            problems.push(Problem::Pieces { begun: work.begun, ended: work.ended, wanted });
        }
    }
    problems
}

/// Each loss that was to be reported and isn't, and each that is reported and isn't one.
fn losses(expected: &[String], stderr: &[u8]) -> Vec<Problem> {
    let mut reported: Vec<&[u8]> = lines(stderr).into_iter().filter(|line| is_loss(line)).collect();
    let mut expected: Vec<&String> = expected.iter().collect();
    // The longest first: `task 1` is found in `task 12` too.
    expected.sort_by_key(|text| std::cmp::Reverse(text.len()));
    let mut problems = Vec::new();
    for text in expected {
        match reported.iter().position(|line| contains(line, text.as_bytes())) {
            Some(at) => drop(reported.remove(at)),
            None => problems.push(Problem::LossMissing { text: text.clone() }),
        }
    }
    problems.extend(reported.into_iter().map(|line| Problem::LossUnexpected { line: line.to_vec() }));
    problems
}

/// Whether a line of stderr reports a loss.
fn is_loss(line: &[u8]) -> bool {
    line.starts_with(b"lost: ") || line.starts_with(b"failed: ") || contains(line, b" died of a panic")
}

/// The pieces of work that a program says it did: a line `+ NAME` on stderr begins one, `- NAME` ends it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// How many were in flight at once, at most.
    pub most: usize,
    /// How many were begun.
    pub begun: usize,
    /// How many of those were ended.
    pub ended: usize,
}

impl Work {
    /// Counts them.
    pub fn count(stderr: &[u8]) -> Work {
        let mut in_flight: BTreeMap<&[u8], usize> = BTreeMap::new();
        let mut work = Work::default();
        let mut now = 0;
        for line in lines(stderr) {
            if let Some(name) = line.strip_prefix(b"+ ") {
                *in_flight.entry(name).or_default() += 1;
                work.begun += 1;
                now += 1;
                work.most = work.most.max(now);
            } else if let Some(name) = line.strip_prefix(b"- ")
                && let Some(count) = in_flight.get_mut(name).filter(|count| **count > 0)
            {
                *count -= 1;
                work.ended += 1;
                now -= 1;
            }
        }
        work
    }
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// The names of what is in the folder, and in those below it.
fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(inner) = folders.pop() {
        for entry in fs::read_dir(&inner).into_iter().flatten().flatten() {
            if found.len() >= MOST_FILES {
                return found;
            }
            let path = entry.path();
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                folders.push(path);
            } else if let Ok(name) = path.strip_prefix(folder) {
                found.push(name.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    found.sort();
    found
}

fn compare_files(
    expected: &BTreeMap<FileName, Contents>,
    found: &[String],
    prepared: &Prepared,
    folder: &Path,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (file, contents) in expected {
        let input = prepared.input.as_deref().unwrap_or_default();
        let (contents, name, prefix) = match contents {
            Contents::Any => continue,
            Contents::Input => (input, "the input", false),
            Contents::Prefix => (input, "the input", true),
            Contents::Text(text) => (text.as_bytes(), "the expected text", false),
        };
        if let Some(difference) = difference(&folder.join(&**file), contents, name, prefix) {
            problems.push(Problem::File { file: file.to_string(), difference });
        }
    }
    for file in found.iter().filter(|file| !expected.keys().any(|name| **name == ***file)) {
        problems.push(Problem::UnexpectedFile { file: file.clone() });
    }
    problems
}

/// Reads a regular file that isn't much larger than anything that is compared. A FIFO would never end, and neither would
/// what a link may lead to.
fn read_bounded(file: &Path) -> Result<Vec<u8>, String> {
    let metadata = fs::symlink_metadata(file).map_err(|error| format!("can't be read: {error}"))?;
    if !metadata.is_file() {
        return Err("is no regular file".to_owned());
    }
    if metadata.len() > 2 * KEPT as u64 {
        return Err(format!("is too large: it has {} bytes", metadata.len()));
    }
    fs::read(file).map_err(|error| format!("can't be read: {error}"))
}

/// How a file differs from what it should hold, if it does.
fn difference(file: &Path, expected: &[u8], name: &str, prefix: bool) -> Option<String> {
    let got = match read_bounded(file) {
        Ok(got) if got == expected || prefix && expected.starts_with(&got) => return None,
        Ok(got) => got,
        Err(error) => return Some(error),
    };
    let sizes = format!("it has {}, {name} {}", count(got.len(), "byte"), expected.len());
    let same = got.iter().zip(expected).take_while(|(got, expected)| got == expected).count();
    if same == got.len() {
        return Some(format!("stops short of {name}'s end: {sizes}"));
    }
    if same == expected.len() {
        return Some(format!("continues after {name}'s end: {sizes}"));
    }
    let line = expected[..same].iter().filter(|&&byte| byte == b'\n').count() + 1;
    Some(format!("differs from {name} from byte {} (line {line}): {sizes}", same + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_in_flight_is_counted() {
        assert_eq!(Work::count(b"+ a\n- a\n+ b\nnote\n- b\n"), Work { most: 1, begun: 2, ended: 2 });
        assert_eq!(Work::count(b"+ a\n+ b\n- a\n+ c\n+ d\n- b\n"), Work { most: 3, begun: 4, ended: 2 });
        // What never began can't end, and a name that isn't known frees no place.
        assert_eq!(Work::count(b"- a\n+a\n+ b\n- c\n+ d\n"), Work { most: 2, begun: 2, ended: 0 });
    }

    #[test]
    fn losses_are_compared_exactly() {
        let kinds = |expected: &[&str], stderr: &str| -> Vec<String> {
            let expected: Vec<String> = expected.iter().map(|text| (*text).to_owned()).collect();
            losses(&expected, stderr.as_bytes()).iter().map(|problem| problem.kind().to_owned()).collect()
        };
        let stderr = "a note\nlost: task 12: b\nlost: task 1: a\nworker 3 died of a panic: why\n";
        assert!(kinds(&["task 1", "task 12", "died of a panic"], stderr).is_empty());
        assert_eq!(kinds(&["task 1", "task 12"], stderr), ["loss unexpected"]);
        assert_eq!(kinds(&["task 1:", "task 1:", "task 12", "died"], stderr), ["loss missing"]);
    }
}
