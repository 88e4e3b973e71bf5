//! One run of one case: a fresh folder to run in, the run, the verdict on it.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result};

use crate::case::Chosen;
use crate::run::{End, Launch, Stop, run};
use crate::scratch::Scratch;
use crate::tally::Trial;
use crate::verdict::{Evidence, Problem, Verdict, judge};

/// A case with everything that its runs need.
pub struct Ready<'a> {
    /// The case.
    pub chosen: Chosen<'a>,
    program: PathBuf,
    input: Option<Arc<[u8]>>,
    log: Option<Vec<u8>>,
}

impl<'a> Ready<'a> {
    /// Reads the case's input and log.
    pub fn read(chosen: Chosen<'a>, program: PathBuf) -> Result<Ready<'a>> {
        let input = match &chosen.case.input {
            Some(file) => Some(fs::read(file).with_context(|| format!("{}: can't be read", file.display()))?),
            None => None,
        };
        let log = &chosen.case.promise.log;
        let log = match fs::read(log) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            log_read => Some(log_read.with_context(|| format!("{}: can't be read", log.display()))?),
        };
        Ok(Ready { chosen, program, input: input.map(Arc::from), log })
    }

    /// Runs the case for the `number`th time. `None` if it was stopped.
    pub fn try_once(&self, scratch: &Scratch, number: usize, stop: &Stop) -> Option<Trial> {
        self.try_in(scratch, number, stop).unwrap_or_else(|error| {
            let error = format!("{error:#}");
            Some(Trial::not_run(Verdict::Error, Problem::NotRun { error }))
        })
    }

    fn try_in(&self, scratch: &Scratch, number: usize, stop: &Stop) -> Result<Option<Trial>> {
        let case = self.chosen.case;
        let folder = scratch.fresh(&self.chosen.demo.name, &format!("{}.{number}", case.name))?;
        let launch = Launch {
            program: &self.program,
            args: &case.args,
            input: self.input.clone(),
            folder: &folder,
            limit: case.limit,
            steps: &[],
            environment: &[],
            measure: false,
        };
        let outcome = run(&launch, stop)?;
        if outcome.end == End::Stopped {
            return Ok(None);
        }
        let evidence = Evidence {
            log: self.log.as_deref(),
            input: self.input.as_deref(),
            folder: &folder,
            limit: case.limit,
        };
        let (verdict, problems) = judge(&outcome, &case.promise, &evidence);
        // What it left behind is kept for whoever wants to know why it failed.
        let removed = if verdict.failed() { fs::remove_dir(&folder) } else { fs::remove_dir_all(&folder) };
        Ok(Some(Trial {
            verdict,
            problems,
            elapsed: outcome.elapsed,
            stdout: outcome.stdout,
            stderr: outcome.stderr,
            folder: removed.is_err().then_some(folder),
        }))
    }
}
