//! What is said about a run that failed, wherever it failed.

use std::fmt::Write as _;
use std::path::Path;

use crate::engine::case::WORLD;
use crate::engine::hang::Thread;
use crate::engine::spec::{Case, beside};
use crate::engine::verdict::{HungRun, Problem};
use crate::text::{count, escape, quote, tail};

/// How many problems of one kind are listed.
const OF_A_KIND: usize = 8;
/// How many threads of one activity are listed.
const THREADS: usize = 6;
/// How much of a line is shown.
pub const LINE: usize = 200;
/// How much of the end of stderr is shown, in lines.
pub const STDERR: usize = 12;
/// How much of each of these: what matters of a panic's message may come late.
const STDERR_LINE: usize = 2000;

/// What is wrong with a run, a line or two for each problem, indented.
pub fn problems(problems: &[Problem]) -> String {
    let mut text = String::new();
    for same_kind in problems.chunk_by(|one, other| one.kind() == other.kind()) {
        for problem in &same_kind[..same_kind.len().min(OF_A_KIND)] {
            // Writing to a String can't fail.
            let _ = write!(text, "  {problem}");
            text += if problem.line().is_some() { ":\n" } else { "\n" };
            if let Some(line) = problem.line() {
                let _ = writeln!(text, "    {}", escape(line, LINE));
            }
        }
        if let Some(more) = same_kind.len().checked_sub(OF_A_KIND + 1) {
            let _ = writeln!(text, "  … and {} more {}", more + 1, same_kind[0].kind());
        }
    }
    text
}

/// What is known about a run that didn't end: what each thread did, and the likely cause.
pub fn hang(problems: &[Problem]) -> String {
    let cause = hung_run(problems).map(|run| format!("  {}\n", run.likely_cause()));
    hang_facts(problems) + &cause.unwrap_or_default()
}

/// What each thread of a run did that didn't end.
pub fn hang_facts(problems: &[Problem]) -> String {
    let Some(run) = hung_run(problems) else {
        return String::new();
    };
    let mut text = String::new();
    if let Some(cpu) = run.hang.cpu {
        let _ = writeln!(
            text,
            "  {:.2} s of processor time used, {}",
            cpu.as_secs_f64(),
            count(run.hang.threads.len(), "thread")
        );
    }
    for (thread, number) in alike(&run.hang.threads).iter().take(THREADS) {
        let others = if *number > 1 { format!(" and {} more", number - 1) } else { String::new() };
        let place = thread.source.as_ref().map(|source| format!(", {source}")).unwrap_or_default();
        let verb = thread.activity.to_string();
        let _ = writeln!(text, "    {}{others} {verb}{place}", escape(thread.name.as_bytes(), 40));
    }
    text
}

/// The run that didn't end, if one of the problems is that.
pub fn hung_run(problems: &[Problem]) -> Option<&HungRun> {
    problems.iter().find_map(|problem| match problem {
        Problem::Hung(run) => Some(run),
        _ => None,
    })
}

/// The threads, those that do the same in the same line together.
fn alike(threads: &[Thread]) -> Vec<(&Thread, usize)> {
    let mut alike: Vec<(&Thread, usize)> = Vec::new();
    for thread in threads {
        let same = |known: &&mut (&Thread, usize)| {
            (known.0.activity, &known.0.source) == (thread.activity, &thread.source) && thread.name != "main"
        };
        match alike.iter_mut().skip(1).find(same) {
            Some(known) => known.1 += 1,
            None => alike.push((thread, 1)),
        }
    }
    alike
}

/// The end of what a run printed to stderr.
pub fn stderr(stderr: &[u8]) -> String {
    let mut text = String::new();
    for (at, line) in tail(stderr, STDERR, STDERR_LINE).iter().enumerate() {
        if at == 0 {
            text += "  stderr ended with:\n";
        }
        let _ = writeln!(text, "    {line}");
    }
    text
}

/// The command that runs a case, for a person to type into the shell of this system. `file` is where the case is declared.
pub fn command(mut command: String, case: &Case, file: &Path) -> String {
    if !case.args.is_empty() {
        command += " --";
    }
    for argument in &case.args {
        command += " ";
        command += &quote(argument);
    }
    let input = match &case.input {
        Some(input) => {
            let path = beside(file, input);
            let here = std::env::current_dir().unwrap_or_default();
            Some(path.strip_prefix(here).unwrap_or(&path).to_string_lossy().into_owned())
        }
        // Typed, it stays open.
        None if !case.steps.is_empty() || case.fault.stdin.is_some() => None,
        None if cfg!(windows) => Some("NUL".to_owned()),
        None => Some("/dev/null".to_owned()),
    };
    if let Some(input) = input {
        // PowerShell has no `<`.
        command = if cfg!(windows) {
            format!("cmd /c \"{command} < {input}\"")
        } else {
            format!("{command} < {}", quote(&input))
        };
    }
    let world = case.world.iter().map(|world| (WORLD, &**world));
    let variables = case.env.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    for (name, value) in variables.chain(world) {
        command = if cfg!(windows) {
            format!("$env:{name} = {}; {command}", quote(value))
        } else {
            format!("{name}={} {command}", quote(value))
        };
    }
    command
}
