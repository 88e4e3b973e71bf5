//! What is said to a participant, and how it is laid out.

use std::fmt::Write;

use super::Workshop;
use super::exercise::{Exercise, HINTS, Variant};
use super::progress::Progress;
use super::trial::Judged;
use crate::builder::Broken;
use crate::report::{self, LINE, Paint, STDERR};
use crate::text::{count, tail};
use crate::verdict::{Problem, Verdict};

/// What an engine's word means, wherever it comes.
fn meaning(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Ok => "it does what it should",
        Verdict::Diff => "it printed or wrote something else than it should",
        Verdict::Hang => "it, or a process that it started, didn't end",
        Verdict::Crash => "a signal killed it, or its main thread panicked",
        Verdict::Status => "its output is right, its exit status is not",
        Verdict::Flood => "it printed without end",
        Verdict::Memory => "it used more memory than it may",
        Verdict::Cpu => "it kept a processor busy more than it may",
        Verdict::Serial => "its pieces of work were done one after the other",
        Verdict::Lint => "it works, and clippy has something to say about it",
        Verdict::Build => "it doesn't compile",
        Verdict::Skipped => "it isn't for this system",
        Verdict::Error => "it could not be run",
    }
}

/// A verdict, and everything that explains it.
pub fn verdict(exercise: &Exercise, judged: &Judged, paint: Paint, width: usize) -> String {
    let verdict = judged.verdict();
    let word = paint.verdict(verdict, if verdict == Verdict::Ok { "OK" } else { verdict.word() });
    let mut text = String::new();
    // What the compiler says comes first: it is long, and the verdict should be in sight.
    let remarks = match judged.trial.problems.as_slice() {
        [Problem::NotBuilt(Broken::Own(messages) | Broken::Needed(messages))] => messages.as_str(),
        [Problem::Lints { messages, .. }] => messages.as_str(),
        _ => &judged.said.text(false),
    };
    if !remarks.trim().is_empty() {
        let _ = writeln!(text, "{}\n", remarks.trim_end());
    }
    let mut line = format!("{}: {}", exercise.name, meaning(verdict));
    if judged.runs > 1 && !verdict.failed() {
        let _ = write!(line, ", in {}", count(judged.runs, "run"));
    } else if judged.runs > 1 {
        let _ = write!(line, " (in run {} of {})", judged.runs, exercise.declared.runs.max(judged.runs));
    }
    if judged.runs > 0 {
        let _ = write!(line, ", {:.2}\u{a0}s", judged.longest.as_secs_f64());
    }
    let room = width.saturating_sub(verdict.word().len() + 2);
    for (at, line) in wrapped(&line, room).replace('\u{a0}', " ").lines().enumerate() {
        let _ = if at == 0 { writeln!(text, "{word}  {line}") } else { writeln!(text, "  {line}") };
    }
    let told = judged.trial.problems.iter().filter(|problem| !matches!(problem, Problem::NotBuilt(_)));
    text += &report::problems(&told.cloned().collect::<Vec<_>>());
    if verdict.failed() {
        let stderr = tail(&judged.trial.stderr, STDERR, LINE);
        if !stderr.is_empty() {
            text += "  stderr ended with:\n";
        }
        for line in stderr {
            let _ = writeln!(text, "    {line}");
        }
    }
    for what in &judged.not_measured {
        let _ = writeln!(text, "  not measured on this system: {what}");
    }
    if let Some(means) = exercise.means(verdict) {
        let _ = write!(text, "\n{}", wrapped(means, width));
    }
    if verdict == Verdict::Ok {
        let _ = write!(text, "\n{}", wrapped(&exercise.declared.why, width));
        if !exercise.declared.read.is_empty() {
            text += "\nTo read:\n";
        }
        for address in &exercise.declared.read {
            let _ = writeln!(text, "  {address}");
        }
    }
    text
}

/// Where one is, and what is to be done there.
pub fn header(workshop: &Workshop, progress: &Progress, exercise: &Exercise, width: usize) -> String {
    let of = workshop.exercises.len();
    let to_do = workshop.to_do();
    let place = workshop.exercises.iter().position(|other| other.name == exercise.name).unwrap_or_default();
    let declared = &exercise.declared;
    let mut text = bar(progress.count(), to_do, width);
    let _ = write!(
        text,
        "\n\nExercise {} of {of}: {} ({})\nSymptom:  {}\nThe file: {}\n\n",
        place + 1,
        declared.title,
        exercise.demo,
        declared.symptom,
        exercise.path(),
    );
    // Of a file that can't be read, the check will tell.
    let source = exercise.source(&Variant::Yours).unwrap_or_default();
    let told = Exercise::text(&source);
    // The title stands above.
    let told = match told.split_once('\n') {
        Some((title, rest)) if title.trim().eq_ignore_ascii_case(&declared.title) => rest.trim_start(),
        _ => &told,
    };
    text += &wrapped(told, width);
    text
}

/// One of the hints.
pub fn hint(exercise: &Exercise, level: usize, width: usize) -> String {
    let what = ["where to look", "what happens", "how to mend it"][level - 1];
    let hint = wrapped(&exercise.declared.hints[level - 1], width);
    format!("Hint {level} of {HINTS}, {what}:\n{hint}")
}

/// Text in lines of at most this many characters. Lines that are indented stay as they are, and so do words
/// that are longer; paragraphs and lists are kept apart.
pub fn wrapped(text: &str, width: usize) -> String {
    let mut wrapped = String::new();
    let mut line = String::new();
    let mut indent = "";
    let flush = |line: &mut String, wrapped: &mut String| {
        if !line.is_empty() {
            *wrapped += line;
            wrapped.push('\n');
            line.clear();
        }
    };
    let mut in_code = false;
    for source in text.trim_end().lines() {
        let trimmed = source.trim_end();
        let fence = trimmed.starts_with("```");
        in_code ^= fence;
        if in_code || fence || trimmed.starts_with("    ") || trimmed.starts_with('|') {
            flush(&mut line, &mut wrapped);
            wrapped += trimmed;
            wrapped.push('\n');
            continue;
        }
        let starts_anew = trimmed.is_empty()
            || trimmed.starts_with('#')
            || ["- ", "* "].iter().any(|mark| trimmed.trim_start().starts_with(mark));
        if starts_anew {
            flush(&mut line, &mut wrapped);
            indent = if trimmed.is_empty() || trimmed.starts_with('#') { "" } else { "  " };
            if trimmed.is_empty() {
                wrapped.push('\n');
            }
        }
        for word in trimmed.split_ascii_whitespace() {
            let needed = line.chars().count() + 1 + word.chars().count();
            if !line.is_empty() && needed > width {
                flush(&mut line, &mut wrapped);
                line.push_str(indent);
            } else if !line.trim().is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        if trimmed.starts_with('#') {
            flush(&mut line, &mut wrapped);
        }
    }
    flush(&mut line, &mut wrapped);
    wrapped
}

/// How far one is, as a bar of plain characters and in words.
pub fn bar(done: usize, of: usize, width: usize) -> String {
    let words = format!("{done} of {of} done");
    let room = width.saturating_sub(words.len() + 4).min(40);
    if room < 8 {
        return words;
    }
    let filled = (done * room) / of.max(1);
    format!("[{}{}] {words}", "#".repeat(filled), "-".repeat(room - filled))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_fits_its_width() {
        let text =
            "One two three\nfour five.\n\n- a list of things\n- b\n\n    code stays as long as it is\nend\n";
        let expected = "One two\nthree\nfour\nfive.\n\n- a list\n  of\n  things\n- b\n\n    code stays as long as it is\nend\n";
        assert_eq!(wrapped(text, 8), expected);
        assert_eq!(wrapped("averyveryverylongword b", 8), "averyveryverylongword\nb\n");
    }

    #[test]
    fn a_bar_shows_how_far_one_is() {
        assert_eq!(bar(4, 8, 25), "[#####-----] 4 of 8 done");
        assert_eq!(bar(0, 8, 25), "[----------] 0 of 8 done");
        assert_eq!(bar(4, 8, 20), "4 of 8 done");
    }
}
