//! Which cases a command is about.

use std::fmt::Write;
use std::path::Path;

use anyhow::{Result, bail};

use crate::case::{Chosen, Demo};
use crate::misuse::Misuse;
use crate::text::{nearest, quoted};

/// The cases that these names choose, in the order in which they are declared; all, if there is no name.
pub fn select<'a>(demos: &'a [Demo], names: &[String], root: &Path) -> Result<Vec<Chosen<'a>>> {
    let all = all(demos);
    if all.is_empty() {
        bail!(Misuse(format!("no demo in {}: a demo is a folder there with a check.toml", root.display())));
    }
    // A shell completes a folder's name with a slash.
    let names: Vec<&str> = names.iter().map(|name| name.trim_end_matches(['/', '\\'])).collect();
    for &name in &names {
        if !all.iter().any(|chosen| is_meant(chosen, name)) {
            bail!(Misuse(unknown(&all, name)));
        }
    }
    let wanted = |chosen: &Chosen| names.is_empty() || names.iter().any(|name| is_meant(chosen, name));
    Ok(all.into_iter().filter(wanted).collect())
}

/// These cases and those that are held to the same log.
pub fn with_those_that_share_a_log<'a>(demos: &'a [Demo], chosen: &[Chosen]) -> Vec<Chosen<'a>> {
    let shares = |case: &Chosen| chosen.iter().any(|chosen| chosen.case.promise.log == case.case.promise.log);
    all(demos).into_iter().filter(shares).collect()
}

/// A line for each case: its name, its order, the status it ends with, its arguments and input.
pub fn list(chosen: &[Chosen]) -> String {
    let width = chosen.iter().map(|chosen| chosen.name().len()).max().unwrap_or_default();
    let mut text = String::new();
    for chosen in chosen {
        let case = chosen.case;
        let (name, order) = (chosen.name(), case.promise.order.name());
        let mut line = format!("{name:<width$}  {order:<5}  status {}", case.promise.status);
        for argument in &case.args {
            line += " ";
            line += &quoted(argument);
        }
        // Writing to a String can't fail.
        let _ = match case.input.as_ref().and_then(|input| input.file_name()) {
            Some(input) => write!(line, " < {}", quoted(&input.to_string_lossy())),
            None => Ok(()),
        };
        let _ = match case.skipped() {
            Some(reason) => writeln!(text, "{line}  ({reason})"),
            None => writeln!(text, "{line}"),
        };
    }
    text
}

fn all(demos: &[Demo]) -> Vec<Chosen<'_>> {
    demos.iter().flat_map(|demo| demo.cases.iter().map(move |case| Chosen { demo, case })).collect()
}

fn is_meant(chosen: &Chosen, name: &str) -> bool {
    name == chosen.demo.name || name == chosen.name()
}

fn unknown(all: &[Chosen], name: &str) -> String {
    let mut known: Vec<String> = all.iter().map(Chosen::name).collect();
    // The name of a case alone says which one was meant, if not where.
    let meant = all.iter().find(|chosen| chosen.case.name == name).map(Chosen::name);
    known.extend(all.iter().map(|chosen| chosen.demo.name.clone()));
    let nearest = meant.as_deref().or_else(|| nearest(name, known.iter().map(String::as_str)));
    match nearest {
        Some(nearest) => format!("there is no demo or case {name:?}: did you mean {nearest}?"),
        None => format!("there is no demo or case {name:?}: `cargo xtask check --list` lists them"),
    }
}
