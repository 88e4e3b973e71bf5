//! What is said to a participant, in blocks that a small screen can shorten.

use std::fmt::Write;

use super::Workshop;
use super::exercise::{Exercise, HINTS, Variant};
use super::judge::Judged;
use super::progress::Progress;
use crate::engine::spec::Case;
use crate::engine::verdict::{Problem, Verdict};
use crate::explain;
use crate::term::{Paint, wrap::wrap};
use crate::text::{count, quote};

/// A part of what is said.
pub struct Block {
    /// Its lines.
    pub text: String,
    /// How far down it is in importance: where there is no room, the highest gives way first.
    pub rank: usize,
    /// To how many lines it can be shortened.
    pub least: usize,
}

impl Block {
    /// A block that is shown whole, if anything is.
    pub fn whole(text: String) -> Block {
        Block { text, rank: 0, least: usize::MAX }
    }

    fn new(rank: usize, least: usize, text: String) -> Block {
        Block { text, rank, least }
    }
}

/// All blocks below each other.
pub fn joined(blocks: &[Block]) -> String {
    let texts: Vec<&str> =
        blocks.iter().map(|block| block.text.trim_end()).filter(|text| !text.is_empty()).collect();
    texts.join("\n\n") + "\n"
}

/// What a verdict means, wherever it comes.
fn meaning(judged: &Judged) -> &'static str {
    match judged.verdict() {
        Verdict::Ok => "it does what it should",
        Verdict::Diff => "its output differs from what is expected",
        Verdict::Hang => match explain::hung_run(&judged.run.problems) {
            Some(run) if run.hang.proven => "it waits for something that never comes",
            Some(_) => "it was still running at the time limit",
            None => "a process that it started was still running",
        },
        Verdict::Crash => "a signal killed it, or its main thread panicked",
        Verdict::Status => "its output is right, its exit status is not",
        Verdict::Flood => "it printed without end",
        Verdict::Memory => "it used more memory than it may",
        Verdict::Cpu => "it used more processor time than it may",
        Verdict::Overlap => "too few or too many pieces of its work were in flight at once",
        Verdict::Lint => "it works, but a lint fires that should not",
        Verdict::Build => "it doesn't compile",
        Verdict::Skipped => "it isn't for this system",
        Verdict::Error => "it could not be checked",
    }
}

/// A verdict, and everything that explains it. `stamp` tells it from the one before.
pub fn verdict(
    workshop: &Workshop,
    exercise: &Exercise,
    judged: &Judged,
    stamp: &str,
    width: usize,
) -> Vec<Block> {
    let case = judged.case.map(|case| &exercise.spec.cases[case]);
    let mut blocks = vec![Block::whole(headline(exercise, judged, case, stamp, workshop.paint, width))];
    let errors: Vec<&str> = judged.messages.iter().map(|message| message.text().trim_end()).collect();
    match judged.run.problems.as_slice() {
        [Problem::NotBuilt(_)] if !errors.is_empty() => {
            // The first says most; the others often follow from it.
            let first = errors[0].lines().count();
            blocks.push(Block::new(3, first, errors.join("\n\n")));
        }
        [Problem::NotBuilt(failure)] => {
            use crate::engine::cargo::BuildFailure::{Dependency, Own};
            let (Own(messages) | Dependency(messages)) = failure;
            blocks.push(Block::new(
                1,
                6,
                format!("What it needs doesn't compile:\n\n{}", messages.trim_end()),
            ));
        }
        problems => {
            blocks.push(Block::new(2, 3, explain::problems(problems)));
            blocks.push(Block::new(3, 4, errors.join("\n\n")));
        }
    }
    if judged.passed() {
        for what in &judged.not_measured {
            blocks.push(Block::new(3, 1, format!("Not measured on this system: {what}")));
        }
        blocks.extend(passed(workshop, exercise, width));
        return blocks;
    }
    let remark = judged.remark(exercise);
    blocks.push(match remark {
        Some(_) => Block::new(5, 0, explain::hang_facts(&judged.run.problems)),
        None => Block::new(4, 2, explain::hang(&judged.run.problems)),
    });
    blocks.push(Block::new(4, 2, explain::stderr(&judged.run.stderr)));
    let mistake = || {
        judged.known_mistake(exercise).map(|why| format!("A known wrong answer fails just like this. {why}"))
    };
    if let Some(text) = remark.map(str::to_owned).or_else(mistake) {
        blocks.push(Block::new(1, usize::MAX, wrap(&text, width)));
    }
    if let Some(case) = case {
        let package = quote(&exercise.demo.name);
        let base = format!("cargo run -p {package} --features exercises --example {}", exercise.name);
        let command = explain::command(base, case, &exercise.file);
        blocks.push(Block::new(6, 0, format!("To see it: {command}")));
    }
    blocks
}

/// The verdict in a line or two.
fn headline(
    exercise: &Exercise,
    judged: &Judged,
    case: Option<&Case>,
    stamp: &str,
    paint: Paint,
    width: usize,
) -> String {
    let verdict = judged.verdict();
    let word = if verdict == Verdict::Ok { "OK" } else { verdict.word() };
    let mut line = format!("{word}  {}: {}", exercise.name, meaning(judged));
    let (number, of) = judged.number;
    let _ = match (judged.passed(), judged.runs) {
        (_, 0) => Ok(()),
        (true, runs) => write!(line, ", in all {}", count(runs, "run")),
        (false, _) if of > 1 => write!(line, ", in run {number} of {of}"),
        (false, _) => Ok(()),
    };
    let time = if judged.passed() { judged.longest } else { judged.run.elapsed };
    let time = (judged.runs > 0).then(|| format!("{:.2}\u{a0}s", time.as_secs_f64()));
    let stamp = (!stamp.is_empty()).then(|| stamp.replace(' ', "\u{a0}"));
    let details: Vec<String> = time.into_iter().chain(stamp).collect();
    if !details.is_empty() {
        let _ = write!(line, " ({})", details.join(", "));
    }
    let mut line = wrap(&line, width).replace('\u{a0}', " ");
    if let Some(case) = case.filter(|_| !judged.passed())
        && let (Some(world), Some(differs)) = (&case.world, &case.differs)
    {
        line += &wrap(&format!("in the world `{}`: {differs}", &**world), width);
    }
    line.replacen(word, &paint.verdict(verdict, word), 1)
}

/// What there is to know once it passes.
fn passed(workshop: &Workshop, exercise: &Exercise, width: usize) -> Vec<Block> {
    let spec = &exercise.spec;
    let mut blocks = vec![Block::new(1, 4, wrap(&spec.why, width))];
    if !spec.read.is_empty() {
        blocks.push(Block::new(3, 2, format!("To read:\n  {}", spec.read.join("\n  "))));
    }
    let short = |variant: &Variant| {
        let path = exercise.path(variant);
        format!("  {}", workshop.paint.link(&path, &workshop.workspace.short(&path).to_string()))
    };
    let answers = exercise.variants().unwrap_or_default();
    let answers: Vec<String> = answers.iter().filter(|variant| variant.is_right()).map(short).collect();
    blocks.push(Block::new(4, 2, format!("Right answers:\n{}", answers.join("\n"))));
    let mistakes = spec.wrong.values().filter_map(|wrong| {
        Some(wrap(&format!("- {}: {}", wrong.verdict.word(), &**wrong.why.as_ref()?), width))
    });
    let mistakes: String = mistakes.collect();
    blocks.push(Block::new(5, 0, format!("Mistakes that people make here:\n{mistakes}")));
    blocks
}

/// Which exercise this is, and how its failure shows.
pub fn title(workshop: &Workshop, exercise: &Exercise, width: usize) -> String {
    let of = workshop.exercises.len();
    let place = workshop.exercises.iter().position(|other| other.name == exercise.name).unwrap_or_default();
    let title = format!("Exercise {} of {of}: {} ({})", place + 1, exercise.spec.title, exercise.demo.name);
    let title: String = wrap(&title, width).lines().map(|line| workshop.paint.title(line) + "\n").collect();
    title + &wrap(&format!("Symptom: {}", exercise.spec.symptom), width)
}

/// The participant's file, as it is typed at the workspace's top folder.
pub fn path(workshop: &Workshop, exercise: &Exercise) -> String {
    workshop.workspace.short(&exercise.path(&Variant::Yours)).to_string()
}

/// Where one is, and what is to be done there.
pub fn header(workshop: &Workshop, progress: &Progress, exercise: &Exercise, width: usize) -> Vec<Block> {
    let file =
        format!("File: {}", workshop.paint.link(&exercise.path(&Variant::Yours), &path(workshop, exercise)));
    vec![
        Block::whole(bar(progress.count(), workshop.to_do(), width)),
        Block::whole(title(workshop, exercise, width) + &file),
        Block::whole(wrap(&exercise.task(), width)),
    ]
}

/// One of the hints.
pub fn hint(exercise: &Exercise, level: usize, width: usize) -> String {
    let what = ["where to look", "what happens", "how to fix it"][level - 1];
    let hint = wrap(&exercise.spec.hints[level - 1], width);
    format!("Hint {level} of {HINTS}, {what}:\n{hint}")
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

/// A line of the list: a pattern, or an exercise of it.
pub struct Row<'a> {
    /// What it says.
    pub text: String,
    /// The exercise.
    pub exercise: Option<&'a Exercise>,
}

/// The exercises that have this text in them, a line each below their pattern, and how far one is.
pub fn list<'a>(workshop: &'a Workshop, progress: &Progress, filter: &str) -> Vec<Row<'a>> {
    let current = progress.current(&workshop.exercises);
    let filter = filter.to_lowercase();
    let is_meant = |exercise: &&Exercise| {
        let Exercise { name, demo, spec, .. } = exercise;
        format!("{} {name} {} {}", spec.number, demo.name, spec.title).to_lowercase().contains(&filter)
    };
    let chosen: Vec<&Exercise> = workshop.exercises.iter().filter(is_meant).collect();
    let mut rows = Vec::new();
    for group in chosen.chunk_by(|one, other| one.demo.id == other.demo.id) {
        rows.push(Row { text: workshop.paint.title(&group[0].demo.name), exercise: None });
        for &exercise in group {
            let state = match exercise.skipped() {
                Some(_) => workshop.paint.verdict(Verdict::Skipped, "skipped"),
                None if progress.has_passed(exercise) => workshop.paint.verdict(Verdict::Ok, "passes "),
                None => "open   ".to_owned(),
            };
            let here = if exercise.name == current.name { '>' } else { ' ' };
            let text = format!("{here}{:>3}  {state}  {}", exercise.spec.number, exercise.name);
            rows.push(Row { text, exercise: Some(exercise) });
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_shows_how_far_one_is() {
        assert_eq!(bar(4, 8, 25), "[#####-----] 4 of 8 done");
        assert_eq!(bar(0, 8, 25), "[----------] 0 of 8 done");
        assert_eq!(bar(4, 8, 20), "4 of 8 done");
    }
}
