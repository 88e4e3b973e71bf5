//! `cargo xtask workshop verify`: proves that each exercise fails as it says, and for no other reason, that each right
//! answer passes, and that no known wrong answer does.

use std::env;
use std::fmt::Write as _;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Result, bail};

use super::build::{Call, KnownAnswers, Tool, own_target};
use super::check::{Stage, plan};
use super::exercise::{Exercise, ExpectedFailure, Variant};
use super::judge::{self, Judged};
use super::{Workshop, words};
use crate::engine::cargo::{BuildFailure, BuildOutput, TargetName};
use crate::engine::case::{CaseEvent, Prepared, run_all};
use crate::engine::pool;
use crate::engine::scratch::Scratch;
use crate::engine::verdict::{Problem, Verdict};
use crate::explain;
use crate::term::print;
use crate::term::status::{Progress, StatusLine};
use crate::text::count;

/// One program of an exercise, to be judged.
struct Job {
    /// The exercise's place.
    place: usize,
    variant: Variant,
    target: TargetName,
    /// Which of its repetitions.
    number: usize,
}

/// What is known of an exercise.
struct Proof<'a> {
    exercise: &'a Exercise,
    /// How many of its programs were judged.
    judged: usize,
    /// Where it isn't as its `exercise.toml` says.
    mismatches: Vec<String>,
    notes: Vec<String>,
}

/// Runs the command.
pub fn run(workshop: &Workshop, names: &[String], repeat: usize) -> Result<ExitCode> {
    let started = Instant::now();
    let answers = KnownAnswers::prepare(&workshop.workspace, &workshop.exercises)?;
    let mut proofs = Vec::new();
    let mut jobs: Vec<Job> = Vec::new();
    for (place, exercise) in workshop.named(names)?.into_iter().enumerate() {
        let mut proof = Proof { exercise, judged: 0, mismatches: Vec::new(), notes: Vec::new() };
        let variants = files(workshop, &mut proof)?;
        if let Some(reason) = exercise.skipped() {
            proof.notes.push(format!("not run: {reason}"));
        } else {
            for variant in variants {
                for number in 0..if variant.is_right() { repeat } else { 1 } {
                    let target = answers.target(exercise, &variant);
                    jobs.push(Job { place, variant: variant.clone(), target, number });
                }
            }
        }
        proofs.push(proof);
    }

    let mut status = StatusLine::new();
    let mut cargo = |tool, wanted: &dyn Fn(&Job) -> bool| {
        let call = Call { tool, colour: false, offline: false, cancel: &workshop.cancel };
        let mut programs: Vec<TargetName> =
            jobs.iter().filter(|job| wanted(job)).map(|job| job.target.clone()).collect();
        programs.dedup();
        answers.build(&call, &workshop.workspace, &workshop.exercises, &programs, |line| {
            if let Some(words) = Stage::Cargo(line.to_owned()).words() {
                status.show(&words);
            }
        })
    };
    let Some(built) = cargo(Tool::Build, &|_| true)? else {
        return Ok(ExitCode::FAILURE);
    };
    let failure = jobs.iter().find_map(|job| built.executable(&job.target).err());
    if let Some(BuildFailure::Dependency(messages)) = failure {
        bail!("what the answers need doesn't compile:\n{}", messages.trim_end());
    }
    let Some(lints) = cargo(Tool::Clippy, &|job| proofs[job.place].exercise.lints().next().is_some())? else {
        return Ok(ExitCode::FAILURE);
    };
    drop(status);
    let build_took = started.elapsed();

    let Some(judged) = judge_all(workshop, &proofs, &jobs, &built, &lints)? else {
        return Ok(ExitCode::FAILURE);
    };
    for (job, judged) in jobs.iter().zip(&judged) {
        compare(&mut proofs[job.place], job, judged, repeat);
    }
    let mut text = String::new();
    let width = proofs.iter().map(|proof| proof.exercise.name.len()).max().unwrap_or_default();
    for proof in &proofs {
        text += &line(workshop, proof, width);
    }
    let wrong: Vec<&Proof> = proofs.iter().filter(|proof| !proof.mismatches.is_empty()).collect();
    for proof in &wrong {
        let _ = writeln!(text, "\n{}", proof.exercise.name);
        for mismatch in &proof.mismatches {
            let _ = writeln!(text, "  {}", mismatch.replace('\n', "\n    ").trim_end());
        }
    }
    let _ = writeln!(
        text,
        "\n{} proven, {} not, {}, in {:.1} s ({:.1} s to build)",
        count(proofs.len() - wrong.len(), "exercise"),
        wrong.len(),
        count(judged.len(), "verdict"),
        started.elapsed().as_secs_f64(),
        build_took.as_secs_f64(),
    );
    print(&text)?;
    Ok(if wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The programs to judge, of those that there are. Says what is wrong with the files.
fn files(workshop: &Workshop, proof: &mut Proof) -> Result<Vec<Variant>> {
    let exercise = proof.exercise;
    let mut variants = exercise.variants()?;
    let wrong = &exercise.spec.wrong;
    for needed in [Variant::Starter, Variant::Solution] {
        if !variants.contains(&needed) {
            proof.mismatches.push(format!("{} is missing", exercise.path(&needed).display()));
        }
    }
    if let Err(error) = own_target(exercise) {
        proof.mismatches.push(error.to_string());
    }
    let path = words::path(workshop, exercise);
    if !variants.contains(&Variant::Yours) {
        proof.mismatches.push(format!("{path} is missing: `workshop reset` puts it there"));
    } else if !exercise.is_untouched() {
        if env::var_os("CI").is_some_and(|ci| !ci.is_empty() && ci != "false") {
            proof.mismatches.push(format!("{path} differs from starter.rs"));
        } else {
            proof.notes.push("edited".to_owned());
        }
    }
    let is_known = |variant: &Variant| match variant {
        Variant::Wrong(word) => wrong.keys().any(|known| **known == *word),
        variant => *variant != Variant::Yours,
    };
    for word in wrong.keys() {
        if !variants.contains(&Variant::Wrong(word.to_string())) {
            proof.mismatches.push(format!("wrong-{}.rs is declared and missing", &**word));
        }
    }
    if wrong.is_empty() {
        proof.mismatches.push("no known wrong answer is declared: `[wrong.WORD]`".to_owned());
    }
    for variant in &variants {
        if let Variant::Wrong(word) = variant
            && !is_known(variant)
        {
            proof.mismatches.push(format!("wrong-{word}.rs is not declared: `[wrong.{word}]`"));
        }
    }
    variants.retain(is_known);
    Ok(variants)
}

/// Runs the cases of all programs side by side, and judges each program. `None` if it was cancelled.
fn judge_all(
    workshop: &Workshop,
    proofs: &[Proof],
    jobs: &[Job],
    built: &BuildOutput,
    lints: &BuildOutput,
) -> Result<Option<Vec<Judged>>> {
    let mut prepared: Vec<Prepared> = Vec::new();
    // Of each job its cases, or why there are none.
    let mut cases = Vec::new();
    for job in jobs {
        let exercise = proofs[job.place].exercise;
        cases.push(match built.executable(&job.target) {
            Ok(program) => {
                let start = prepared.len();
                // Each repetition in a folder of its own.
                prepared.extend(judge::prepare(
                    exercise,
                    &format!("{}.{}", job.target.name, job.number),
                    program,
                )?);
                Ok(start..prepared.len())
            }
            Err(failure) => Err(failure),
        });
    }
    let scratch = Scratch::new(&workshop.workspace.target, "verify");
    // Those that fail mostly wait for their limit.
    let workers = 2 * pool::workers();
    let plan = plan(&scratch, workers);
    let mut progress = Progress::new(prepared.iter().map(|case| case.runs).sum());
    let summaries = run_all(&prepared, &plan, &workshop.cancel.child_token(), |event, _| {
        match event {
            CaseEvent::Started(at) => progress.started(prepared[at].name()),
            CaseEvent::Finished(at) => progress.finished(&prepared[at].name()),
        }
        Ok(())
    })?;
    if workshop.cancel.is_cancelled() {
        return Ok(None);
    }
    let judge = |(job, cases): (&Job, Result<std::ops::Range<usize>, BuildFailure>)| {
        let exercise = proofs[job.place].exercise;
        match cases {
            Ok(cases) => {
                let mut judged = judge::sum_up(exercise, &prepared[cases.clone()], &summaries[cases])?;
                judged.add_lints(exercise, lints, &job.target);
                Some(judged)
            }
            Err(failure) => Some(judge::not_built(built, &job.target, failure)),
        }
    };
    Ok(jobs.iter().zip(cases).map(judge).collect())
}

/// Compares what came of a program with what is said of it.
fn compare(proof: &mut Proof, job: &Job, judged: &Judged, repeat: usize) {
    proof.judged += 1;
    let spec = &proof.exercise.spec;
    let mismatch = match &job.variant {
        Variant::Starter => difference(proof.exercise, &spec.starter, judged),
        Variant::Wrong(word) => {
            let expected = spec.wrong.iter().find(|(name, _)| ***name == **word);
            expected.and_then(|(_, expected)| difference(proof.exercise, expected, judged))
        }
        _ if !judged.passed() => Some("should pass".to_owned()),
        _ => None,
    };
    for what in &judged.not_measured {
        let note = format!("{what} not measured");
        if !proof.notes.contains(&note) {
            proof.notes.push(note);
        }
    }
    let Some(mismatch) = mismatch else {
        return;
    };
    let mut text = format!("{}: {mismatch}", job.variant.stem());
    if repeat > 1 && job.variant.is_right() {
        let _ = write!(text, " (time {} of {repeat})", job.number + 1);
    }
    let _ = write!(text, "; got {}", judged.verdict().word());
    if let (Some(case), false) = (judged.case, judged.passed()) {
        let (number, of) = judged.number;
        let time = judged.run.elapsed.as_secs_f64();
        let _ = write!(text, " in case {}, run {number} of {of}, after {time:.2} s", &*spec.cases[case].name);
    }
    text.push('\n');
    text += &explain::problems(&judged.run.problems);
    for message in &judged.messages {
        text += message.text();
    }
    text += &explain::stderr(&judged.run.stderr);
    proof.mismatches.push(text);
}

/// In what a failure is another than the expected one, if it is.
fn difference(exercise: &Exercise, expected: &ExpectedFailure, judged: &Judged) -> Option<String> {
    let verdict = judged.verdict();
    if verdict != expected.verdict {
        let why = expected.why.as_ref().map(|why| format!(" ({})", &**why)).unwrap_or_default();
        let but = if verdict.failed() { "but fails for another reason" } else { "but passes" };
        return Some(format!("should have {}, {but}{why}", expected.verdict.word()));
    }
    if let Some(error) = &expected.error
        && judged.error_codes() != [&**error]
    {
        return Some(format!("should have {} alone, has {}", &**error, judged.error_codes().join(", ")));
    }
    if let (Some(lint), [Problem::Lints { lints, .. }]) = (&expected.lint, judged.run.problems.as_slice())
        && *lints != [&**lint]
    {
        return Some(format!("should have {} alone, has {}", &**lint, lints.join(", ")));
    }
    // A starter fails in the first case; a lint in none. Of a wrong answer it depends on the moment in which of several cases
    // it fails first.
    let first = &exercise.spec.cases[0].name;
    if !matches!(verdict, Verdict::Build | Verdict::Lint)
        && expected.why.is_none()
        && let Some(case) = judged.case.map(|case| &exercise.spec.cases[case].name)
        && case != first
    {
        return Some(format!("should fail in the case {}, fails in {}", &**first, &**case));
    }
    if let Some(problems) = &expected.problems
        && !problems.iter().map(|kind| kind.0.as_str()).eq(judged.kinds())
    {
        let wanted: Vec<&str> = problems.iter().map(|kind| kind.0.as_str()).collect();
        return Some(format!(
            "should have the problems [{}], has [{}]",
            wanted.join(", "),
            judged.kinds().join(", ")
        ));
    }
    if let Some(lines) = expected.lines
        && judged.lines() != lines
    {
        return Some(format!("should print {}, prints {}", count(lines, "line"), judged.lines()));
    }
    None
}

/// The line of an exercise.
fn line(workshop: &Workshop, proof: &Proof, width: usize) -> String {
    let word = match (proof.mismatches.len(), proof.judged) {
        (0, 0) => workshop.paint.verdict(Verdict::Skipped, "skipped"),
        (0, _) => workshop.paint.verdict(Verdict::Ok, "ok     "),
        _ => workshop.paint.verdict(Verdict::Diff, "WRONG  "),
    };
    let Exercise { name, spec, .. } = proof.exercise;
    let mut text = format!("{:>2}  {word}  {name:<width$}", spec.number);
    let _ = write!(text, "  starter {}, {}", spec.starter.verdict.word(), count(proof.judged, "verdict"));
    for note in &proof.notes {
        let _ = write!(text, "; {note}");
    }
    text + "\n"
}
