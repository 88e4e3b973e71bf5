//! `cargo xtask workshop verify`: proves that each exercise fails as it says, and for no other reason, that each
//! right answer passes, and that no known wrong answer does.

use std::env;
use std::fmt::Write as _;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;

use super::exercise::{Exercise, Failing, Variant};
use super::package::{Built, Package};
use super::terminal::{self, Status};
use super::trial::{self, Judged};
use super::{Workshop, exercises};
use crate::builder::Broken;
use crate::pool::{self, News};
use crate::report::{self, Progress};
use crate::run::Stop;
use crate::scratch::Scratch;
use crate::text::count;
use crate::verdict::{Problem, Verdict};

/// One program of an exercise, to be judged.
struct Job<'a> {
    /// The exercise's place.
    place: usize,
    exercise: &'a Exercise,
    variant: Variant,
    /// Which of its repetitions.
    number: usize,
}

/// What is known of an exercise so far.
struct Proof<'a> {
    exercise: &'a Exercise,
    /// How many programs are still to be judged.
    open: usize,
    /// How many were.
    judged: usize,
    /// What is wrong with it.
    lies: Vec<String>,
    notes: Vec<String>,
}

/// Runs the command.
pub fn run(workshop: &Workshop, names: &[String], repeat: usize) -> Result<ExitCode> {
    let started = Instant::now();
    let stop = &workshop.stop;
    let chosen = workshop.named(names)?;
    let mut proofs = Vec::new();
    let mut jobs: Vec<Job> = Vec::new();
    for (place, &exercise) in chosen.iter().enumerate() {
        let mut proof = Proof { exercise, open: 0, judged: 0, lies: Vec::new(), notes: Vec::new() };
        let variants = files(&mut proof)?;
        if let Some(reason) = exercise.skipped() {
            proof.notes.push(format!("not run: {reason}"));
        } else {
            for variant in variants {
                let right = matches!(variant, Variant::Solution | Variant::Also(_));
                for number in 0..if right { repeat } else { 1 } {
                    proof.open += 1;
                    jobs.push(Job { place, exercise, variant: variant.clone(), number });
                }
            }
        }
        proofs.push(proof);
    }

    let mut status = Status::new(terminal::is_there());
    let width = terminal::width();
    let package = Package::prepare(&workshop.workspace, &workshop.exercises)?;
    let mut programs: Vec<String> = jobs.iter().map(|job| job.exercise.program(&job.variant)).collect();
    programs.dedup();
    let mut linted: Vec<String> = jobs
        .iter()
        .filter(|job| job.exercise.declared.holds.clippy)
        .map(|job| job.exercise.program(&job.variant))
        .collect();
    linted.dedup();
    let Some(built) = build(programs, stop, |programs| {
        package.build(programs, false, stop, |note| status.tell(note, width))
    })?
    else {
        return Ok(ExitCode::FAILURE);
    };
    let Some(lints) = build(linted, stop, |programs| {
        package.clippy(programs, false, stop, |note| status.tell(note, width))
    })?
    else {
        return Ok(ExitCode::FAILURE);
    };
    status.clear();
    let build_took = started.elapsed();

    let mut lines = Lines { printed: 0, workshop, progress: Progress::new(jobs.len()) };
    lines.print(&proofs)?;
    let scratch = Scratch::new(&workshop.workspace.target, "verify");
    // Those that fail mostly wait for their limit. What is measured runs by itself, so that the others don't disturb it.
    let alone = |job: &Job| {
        let holds = &job.exercise.declared.holds;
        holds.overlap.is_some() || holds.cpu.is_some()
    };
    let (alone, together): (Vec<Job>, Vec<Job>) = jobs.into_iter().partition(alone);
    for (jobs, workers) in [(together, 2 * pool::workers()), (alone, 1)] {
        let work = |number: usize| {
            let job = &jobs[number];
            judge(job, &built, &lints, &scratch, stop)
        };
        pool::work_with(workers, jobs.len(), work, stop, |news| {
            match news {
                News::Started(number) => lines.progress.started(jobs[number].exercise.name.clone()),
                News::Done(number, judged) => {
                    let job = &jobs[number];
                    if let Some(judged) = judged? {
                        take(&mut proofs[job.place], job, &judged, repeat);
                        lines.progress.finished(&job.exercise.name);
                        lines.print(&proofs)?;
                    }
                }
            }
            Ok(())
        })?;
    }
    drop(lines);
    if stop.is_set() {
        return Ok(ExitCode::FAILURE);
    }

    let lying = proofs.iter().filter(|proof| !proof.lies.is_empty()).count();
    let mut text = String::new();
    for proof in proofs.iter().filter(|proof| !proof.lies.is_empty()) {
        let _ = writeln!(text, "\n{}", proof.exercise.name);
        for lie in &proof.lies {
            let _ = writeln!(text, "  {}", lie.replace('\n', "\n    ").trim_end());
        }
    }
    let judged: usize = proofs.iter().map(|proof| proof.judged).sum();
    let _ = writeln!(
        text,
        "\n{} proven, {lying} not, {}, in {:.1} s ({:.1} s to build)",
        exercises(proofs.len() - lying),
        count(judged, "verdict"),
        started.elapsed().as_secs_f64(),
        build_took.as_secs_f64(),
    );
    report::print(&text)?;
    Ok(if lying == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Builds, unless there is nothing to build.
fn build(
    programs: Vec<String>,
    stop: &Stop,
    build: impl FnOnce(&[String]) -> Result<Option<Built>>,
) -> Result<Option<Built>> {
    if programs.is_empty() || stop.is_set() {
        return Ok(Some(Built::default()));
    }
    build(&programs)
}

/// The programs to judge, of those that there are, and what is wrong with the files.
fn files(proof: &mut Proof) -> Result<Vec<Variant>> {
    let exercise = proof.exercise;
    let mut variants = exercise.variants()?;
    let declared = &exercise.declared.wrong;
    for needed in [Variant::Starter, Variant::Solution] {
        if !variants.contains(&needed) {
            proof.lies.push(format!("{} is missing", exercise.file(&needed).display()));
        }
    }
    if !variants.contains(&Variant::Yours) {
        proof.lies.push(format!("{} is missing: `workshop reset` puts it there", exercise.path()));
    } else if !exercise.untouched() {
        let note = format!("{} is not as starter.rs", exercise.path());
        if env::var_os("CI").is_some_and(|ci| !ci.is_empty() && ci != "false") {
            proof.lies.push(note);
        } else {
            proof.notes.push("edited".to_owned());
        }
    }
    for (word, _) in declared {
        let variant = Variant::Wrong(word.clone());
        if !variants.contains(&variant) {
            proof.lies.push(format!("wrong-{word}.rs is declared and missing"));
        }
    }
    if declared.is_empty() {
        proof.lies.push("no known wrong answer is declared: `[wrong.WORD]`".to_owned());
    }
    for variant in &variants {
        if let Variant::Wrong(word) = variant
            && !declared.iter().any(|(declared, _)| declared == word)
        {
            proof.lies.push(format!("wrong-{word}.rs is not declared: `[wrong.{word}]`"));
        }
    }
    let known = |variant: &Variant| match variant {
        Variant::Yours => false,
        Variant::Wrong(word) => declared.iter().any(|(declared, _)| declared == word),
        _ => true,
    };
    variants.retain(known);
    Ok(variants)
}

fn judge(job: &Job, built: &Built, lints: &Built, scratch: &Scratch, stop: &Stop) -> Result<Option<Judged>> {
    let program = job.exercise.program(&job.variant);
    let said = built.of(&program);
    let Some(executable) = said.program.clone() else {
        return Ok(Some(trial::not_built(built, &program)));
    };
    // Each repetition in a folder of its own.
    let name = format!("{program}.{}", job.number);
    let judged = trial::runs(job.exercise, &name, said, &executable, scratch, stop)?;
    Ok(judged.map(|mut judged| {
        if job.exercise.declared.holds.clippy {
            trial::add_lints(&mut judged, &lints.of(&program));
        }
        judged
    }))
}

/// Holds what came of a program against what is said of it.
fn take(proof: &mut Proof, job: &Job, judged: &Judged, repeat: usize) {
    proof.open -= 1;
    proof.judged += 1;
    let declared = &proof.exercise.declared;
    let word = job.variant.word();
    let lie = match &job.variant {
        Variant::Starter => difference(&declared.starter, judged),
        Variant::Wrong(word) => {
            let failing = declared.wrong.iter().find(|(of, _)| of == word).map(|(_, failing)| failing);
            failing.and_then(|failing| difference(failing, judged))
        }
        _ if judged.verdict().failed() => Some("should pass".to_owned()),
        _ => None,
    };
    for what in &judged.not_measured {
        let note = format!("{what} not measured");
        if !proof.notes.contains(&note) {
            proof.notes.push(note);
        }
    }
    let Some(lie) = lie else {
        return;
    };
    let mut text = format!("{word}: {lie}");
    if repeat > 1 && matches!(job.variant, Variant::Solution | Variant::Also(_)) {
        let _ = write!(text, " (time {} of {repeat})", job.number + 1);
    }
    let _ = write!(text, "; it came to {}", judged.verdict().word());
    if judged.runs > 0 {
        let _ = write!(text, " in run {} after {:.2} s", judged.runs, judged.longest.as_secs_f64());
    }
    text.push('\n');
    text += &report::problems(&judged.trial.problems);
    if let [Problem::NotBuilt(Broken::Own(messages) | Broken::Needed(messages))]
    | [Problem::Lints { messages, .. }] = judged.trial.problems.as_slice()
    {
        text += messages;
    }
    for line in crate::text::tail(&judged.trial.stderr, report::STDERR, report::LINE) {
        let _ = writeln!(text, "  stderr: {line}");
    }
    proof.lies.push(text);
}

/// In what a failure is another than the declared one, if it is.
fn difference(failing: &Failing, judged: &Judged) -> Option<String> {
    let why = failing.why.as_ref().map(|why| format!(" ({why})")).unwrap_or_default();
    let verdict = judged.verdict();
    if verdict != failing.verdict {
        let but = if verdict.failed() { "for another reason" } else { "and passes" };
        return Some(format!("should have {}, {but}{why}", failing.verdict.word()));
    }
    let codes = |codes: Vec<String>, wanted: &String| {
        (codes != [wanted.as_str()]).then(|| format!("should have {wanted} alone, has {}", codes.join(", ")))
    };
    if let Some(error) = &failing.error
        && let Some(lie) = codes(judged.said.codes(true), error)
    {
        return Some(lie);
    }
    if let (Some(lint), [Problem::Lints { lints, .. }]) = (&failing.lint, judged.trial.problems.as_slice())
        && let Some(lie) = codes(lints.clone(), lint)
    {
        return Some(lie);
    }
    if let Some(problems) = &failing.problems
        && judged.kinds() != *problems
    {
        let (wanted, has) = (problems.join(", "), judged.kinds().join(", "));
        return Some(format!("should have the problems [{wanted}], has [{has}]"));
    }
    if let Some(lines) = failing.lines
        && judged.lines != lines
    {
        return Some(format!("should print {}, prints {}", count(lines, "line"), judged.lines));
    }
    None
}

/// Prints the line of each exercise in their order, as soon as it is known.
struct Lines<'a> {
    printed: usize,
    workshop: &'a Workshop,
    progress: Progress,
}

impl Lines<'_> {
    fn print(&mut self, proofs: &[Proof]) -> Result<()> {
        let complete = proofs[self.printed..].iter().take_while(|proof| proof.open == 0);
        let width = proofs.iter().map(|proof| proof.exercise.name.len()).max().unwrap_or_default();
        let mut text = String::new();
        for proof in complete {
            self.printed += 1;
            let word = match (proof.lies.len(), proof.judged) {
                (0, 0) => self.workshop.paint.verdict(Verdict::Skipped, "skipped"),
                (0, _) => self.workshop.paint.verdict(Verdict::Ok, "ok     "),
                _ => self.workshop.paint.verdict(Verdict::Diff, "WRONG  "),
            };
            let Exercise { name, declared, .. } = proof.exercise;
            let _ = write!(text, "{:>2}  {word}  {name:<width$}", declared.number);
            let _ = write!(text, "  starter {}", declared.starter.verdict.word());
            let _ = write!(text, ", {}", count(proof.judged, "verdict"));
            for note in &proof.notes {
                let _ = write!(text, "; {note}");
            }
            text.push('\n');
        }
        if !text.is_empty() {
            self.progress.clear();
            report::print(&text)?;
        }
        Ok(())
    }
}
