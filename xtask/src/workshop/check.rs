//! Checks the participant's file: builds it, runs its cases side by side, and asks clippy if it must.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::Workshop;
use super::build::{self, Call, Tool};
use super::exercise::{Exercise, Variant};
use super::judge::{self, Judged};
use crate::engine::cancel::CancellationToken;
use crate::engine::cargo::BuildOutput;
use crate::engine::case::{CaseEvent, CaseSummary, Plan, Prepared, run_all};
use crate::engine::pool;
use crate::engine::scratch::Scratch;
use crate::term::status::StatusLine;
use crate::usage::UsageError;

/// What a check is at.
pub enum Stage {
    /// Cargo has printed this.
    Cargo(String),
    /// It runs the program: so many runs of so many are done, and the one that has been running for the longest since then
    /// may take so long.
    Runs { done: usize, of: usize, since: Instant, limit: Duration },
}

impl Stage {
    /// In a few words; nothing, if it isn't worth any.
    pub fn words(&self) -> Option<String> {
        match self {
            Stage::Cargo(line) => {
                // Building [=====>      ] 12/40: tokio, flume
                if let Some((_, rest)) = line.rsplit_once("Building [")
                    && let Some((_, rest)) = rest.split_once("] ")
                    && let Some((numbers, _)) = rest.split_once(':')
                    && let Some((done, of)) = numbers.split_once('/')
                {
                    return Some(format!("building, {done} of {of}"));
                }
                line.contains("Blocking").then(|| "waiting for another cargo to finish".to_owned())
            }
            Stage::Runs { done, of, since, limit } => {
                // At the limit it takes a moment to say what it waits for.
                let (now, limit) = (since.elapsed().min(*limit).as_secs(), limit.as_secs_f64());
                Some(format!("running, {now} s of {limit} (run {} of {of})", (done + 1).min(*of)))
            }
        }
    }
}

impl Workshop {
    /// Checks an exercise, and shows on the terminal what is being waited for. `None` if it was cancelled.
    pub fn check_once(&self, exercise: &Exercise) -> Result<Option<Judged>> {
        let mut status = StatusLine::new();
        self.check(exercise, &self.cancel, &mut |stage| {
            if let Some(words) = stage.words() {
                status.show(&words);
            }
        })
    }

    /// Checks an exercise. `None` if it was cancelled.
    pub fn check(
        &self,
        exercise: &Exercise,
        cancel: &CancellationToken,
        at: &mut dyn FnMut(Stage),
    ) -> Result<Option<Judged>> {
        let file = exercise.path(&Variant::Yours);
        if !file.is_file() {
            bail!(UsageError(format!(
                "{}: there is no such file; `cargo xtask workshop reset {}` puts the starter there",
                file.display(),
                exercise.name
            )));
        }
        let target = build::own_target(exercise)?;
        let Some(built) = self.cargo(Tool::Build, exercise, cancel, at)? else {
            return Ok(None);
        };
        let program = match built.executable(&target) {
            Ok(program) => program,
            Err(failure) => return Ok(Some(judge::not_built(&built, &target, failure))),
        };
        let prepared = judge::prepare(exercise, &exercise.name, program)?;
        let summaries = self.run_cases(&prepared, cancel, at)?;
        if cancel.is_cancelled() {
            return Ok(None);
        }
        let judged = judge::sum_up(exercise, &prepared, &summaries);
        let mut judged = judged.context("none of its cases was run")?;
        if judged.passed() && exercise.lints().next().is_some() {
            let Some(found) = self.cargo(Tool::Clippy, exercise, cancel, at)? else {
                return Ok(None);
            };
            judged.add_lints(exercise, &found, &target);
        }
        Ok(Some(judged))
    }

    fn cargo(
        &self,
        tool: Tool,
        exercise: &Exercise,
        cancel: &CancellationToken,
        at: &mut dyn FnMut(Stage),
    ) -> Result<Option<BuildOutput>> {
        let call = Call { tool, colour: self.paint.is_on(), offline: false, cancel };
        let progress = |line: &str| at(Stage::Cargo(line.to_owned()));
        build::own(&call, &self.workspace, &self.exercises, &[exercise], progress)
    }

    fn run_cases(
        &self,
        cases: &[Prepared],
        cancel: &CancellationToken,
        at: &mut dyn FnMut(Stage),
    ) -> Result<Vec<CaseSummary>> {
        let scratch = Scratch::new(&self.workspace.target, "workshop");
        let plan = plan(&scratch, pool::workers());
        let of = cases.iter().map(|case| case.runs).sum();
        let mut done = 0;
        let mut running: Vec<(usize, Instant)> = Vec::new();
        // A child, since a failure here must not end anything else.
        run_all(cases, &plan, &cancel.child_token(), |event, _| {
            match event {
                CaseEvent::Started(place) => running.push((place, Instant::now())),
                CaseEvent::Finished(place) => {
                    done += 1;
                    if let Some(at) = running.iter().position(|(running, _)| *running == place) {
                        running.remove(at);
                    }
                }
            }
            if let Some(&(place, since)) = running.first() {
                at(Stage::Runs { done, of, since, limit: cases[place].limit });
            }
            Ok(())
        })
    }
}

/// How the cases of exercises are run.
pub fn plan(scratch: &Scratch, workers: usize) -> Plan<'_> {
    Plan { scratch, workers, stress: false, seed: 0, stop_at_failure: true, keep_runs: false }
}
