//! Which cases a command is about.

use std::fmt::Write;

use anyhow::{Result, bail};

use crate::engine::cargo::Toolchain;
use crate::project::{DemoCase, Project};
use crate::text::{nearest, quote};
use crate::usage::{UsageError, check_command};

/// The cases that these names choose, in the order in which they are declared. If there is no name, those of the package
/// whose folder we are in, or all.
pub fn select<'a>(project: &'a Project, names: &[String]) -> Result<Vec<DemoCase<'a>>> {
    let all = project.cases();
    let workspace = &project.workspace;
    let package = workspace.package_here();
    let in_package: Vec<DemoCase> = match package {
        Some(package) => all.iter().filter(|case| case.demo.package.id == package.id).copied().collect(),
        None => Vec::new(),
    };
    let is_meant_alone = package.is_some() && workspace.toolchain == Toolchain::OfFolder;
    if all.is_empty() || names.is_empty() && is_meant_alone && in_package.is_empty() {
        let folder = if is_meant_alone { &workspace.folder } else { &workspace.root }.display();
        bail!(UsageError(format!(
            "no demo in {folder}: a demo is a package with a check.toml.\n`{} --init` writes a first one.",
            check_command()
        )));
    }
    if names.is_empty() && !in_package.is_empty() {
        return Ok(in_package);
    }
    // A shell completes a folder's name with a slash.
    let names: Vec<&str> = names.iter().map(|name| name.trim_end_matches(['/', '\\'])).collect();
    for &name in &names {
        if !all.iter().any(|case| is_meant(case, name)) {
            bail!(UsageError(unknown(&all, name)));
        }
    }
    let wanted = |case: &DemoCase| names.is_empty() || names.iter().any(|name| is_meant(case, name));
    Ok(all.into_iter().filter(wanted).collect())
}

/// These cases and those that are compared with the same log.
pub fn with_those_that_share_a_log<'a>(project: &'a Project, chosen: &[DemoCase]) -> Vec<DemoCase<'a>> {
    let shares = |case: &DemoCase| chosen.iter().any(|chosen| chosen.log() == case.log());
    project.cases().into_iter().filter(shares).collect()
}

/// A line for each case: its name, its order, its exit status, its arguments and input.
pub fn list(chosen: &[DemoCase]) -> String {
    let width = chosen.iter().map(|case| case.name().len()).max().unwrap_or_default();
    let mut text = String::new();
    for demo_case in chosen {
        let DemoCase { demo, case } = demo_case;
        let order = case.order.unwrap_or(demo.order).name();
        let mut line = format!("{:<width$}  {order:<5}  status {}", demo_case.name(), case.status);
        for argument in &case.args {
            line += " ";
            line += &quote(argument);
        }
        // Writing to a String can't fail.
        let _ = match &case.input {
            Some(input) => write!(line, " < {}", quote(input)),
            None => Ok(()),
        };
        let _ = match case.skipped() {
            Some(reason) => writeln!(text, "{line}  ({reason})"),
            None => writeln!(text, "{line}"),
        };
    }
    text
}

fn is_meant(case: &DemoCase, name: &str) -> bool {
    name == case.demo.name || name == case.name()
}

fn unknown(all: &[DemoCase], name: &str) -> String {
    let mut known: Vec<String> = all.iter().map(DemoCase::name).collect();
    // The name of a case alone says which one was meant, if not where.
    let meant = all.iter().find(|case| &*case.case.name == name).map(DemoCase::name);
    known.extend(all.iter().map(|case| case.demo.name.clone()));
    let nearest = meant.as_deref().or_else(|| nearest(name, known.iter().map(String::as_str)));
    match nearest {
        Some(nearest) => format!("there is no demo or case {name:?}: did you mean {nearest}?"),
        None => format!("there is no demo or case {name:?}: `{} --list` lists them", check_command()),
    }
}
