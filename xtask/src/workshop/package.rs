//! The package in which the exercises are built: generated below the target folder, out of the way of every
//! command that builds the workspace.
//!
//! Its dependencies, its lints, its profiles and its `Cargo.lock` are the workspace's own, so that whatever has
//! been built for the demos is there already, and nothing is looked for on a network. The programs are built
//! from where they are: a message of the compiler names the file that the participant edits.

use std::collections::HashMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Context, Result, bail};
use serde_json::Value;
use toml::de::{DeTable, DeValue};

use super::exercise::Exercise;
use crate::builder::{Broken, Told, run_cargo};
use crate::misuse::Misuse;
use crate::reader::Reader;
use crate::run::Stop;
use crate::tree::Group;
use crate::workspace::{Workspace, cargo};

/// What an exercise may use: those that the workspace has.
const DEPENDENCIES: [&str; 3] = ["anyhow", "flume", "tokio"];
/// The package's name.
const NAME: &str = "workshop";

/// The package.
pub struct Package {
    /// Its folder.
    pub folder: PathBuf,
    root: PathBuf,
    target: PathBuf,
    /// Of which file each program is built.
    files: HashMap<String, PathBuf>,
}

/// What the compiler said of a program.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// Where the program is, if it could be built.
    pub program: Option<PathBuf>,
    /// Its errors and warnings.
    pub remarks: Vec<Remark>,
}

/// An error or a warning.
#[derive(Clone, Debug)]
pub struct Remark {
    /// Whether it is an error.
    pub is_error: bool,
    /// The compiler's code for an error, or the name of the lint.
    pub code: Option<String>,
    /// The message.
    pub text: String,
}

/// What a build gave.
#[derive(Debug, Default)]
pub struct Built {
    said: HashMap<String, Said>,
    /// Messages about what the exercises need.
    needed: String,
    notes: String,
}

impl Package {
    /// Writes the package's files, where they aren't as they should be.
    pub fn prepare(workspace: &Workspace, exercises: &[Exercise]) -> Result<Package> {
        let folder = workspace.target.join("xtask").join("package");
        fs::create_dir_all(&folder).with_context(|| format!("{}: can't be made", folder.display()))?;
        let mut files = Vec::new();
        for exercise in exercises {
            for variant in exercise.variants()? {
                files.push((exercise.program(&variant), exercise.file(&variant)));
            }
        }
        let manifest = manifest(&workspace.root, &files)?;
        let manifest_is_new = write_if_new(&folder.join("Cargo.toml"), manifest.as_bytes())?;
        // Cargo makes its own of the copy, so that what it was made of is kept beside it.
        if let Ok(lock) = fs::read(workspace.root.join("Cargo.lock")) {
            let lock_is_new = write_if_new(&folder.join("copied.lock"), &lock)?;
            if manifest_is_new || lock_is_new || !folder.join("Cargo.lock").exists() {
                write_if_new(&folder.join("Cargo.lock"), &lock)?;
            }
        }
        Ok(Package {
            folder,
            root: workspace.root.clone(),
            target: workspace.target.clone(),
            files: files.into_iter().collect(),
        })
    }

    /// Builds these programs; all, if none is named. `None` if it was stopped.
    pub fn build(
        &self,
        programs: &[String],
        colour: bool,
        stop: &Stop,
        note: impl FnMut(&str),
    ) -> Result<Option<Built>> {
        self.cargo("build", programs, colour, stop, note)
    }

    /// Lets clippy look at these programs. `None` if it was stopped.
    pub fn clippy(
        &self,
        programs: &[String],
        colour: bool,
        stop: &Stop,
        note: impl FnMut(&str),
    ) -> Result<Option<Built>> {
        if !has_clippy() {
            bail!(Misuse(
                "this exercise is held to clippy, which isn't installed: `rustup component add clippy`"
                    .to_owned()
            ));
        }
        self.cargo("clippy", programs, colour, stop, note)
    }

    /// A cargo that builds this package.
    pub fn command(&self, subcommand: &str) -> Command {
        let mut command = Command::new(cargo());
        command.arg(subcommand).arg("--manifest-path").arg(self.folder.join("Cargo.toml"));
        // From the top folder, where its own settings are read.
        command.arg("--target-dir").arg(&self.target).current_dir(&self.root);
        command.env("CLIPPY_CONF_DIR", &self.root);
        command
    }

    fn cargo(
        &self,
        subcommand: &str,
        programs: &[String],
        colour: bool,
        stop: &Stop,
        mut note: impl FnMut(&str),
    ) -> Result<Option<Built>> {
        for program in programs {
            if let Some(file) = self.files.get(program) {
                self.see(program, file)?;
            }
        }
        let mut command = self.command(subcommand);
        // With --keep-going one program that doesn't compile leaves the others their chance.
        command.args(["--keep-going", "--message-format"]);
        command.arg(if colour { "json-diagnostic-rendered-ansi" } else { "json" });
        for program in programs {
            command.args(["--bin", program]);
        }
        if subcommand == "clippy" {
            // Forbidden, so that to allow it is no way out.
            command.args(["--", "-F", "clippy::disallowed_methods"]);
        }
        let mut built = Built::default();
        let done = run_cargo(command, Group::Own, stop, |told| match told {
            Told::Message(message) => built.read(&message),
            Told::Note(line) => {
                note(line.trim());
                built.notes += &line;
                built.notes += "\n";
            }
        })?;
        let Some(status) = done else {
            return Ok(None);
        };
        let nothing_said = built.said.is_empty() && built.needed.is_empty();
        if !status.success() && nothing_said {
            bail!("cargo failed:\n{}", built.notes.trim_end());
        }
        built.name_files_from(&self.root);
        Ok(Some(built))
    }
}

impl Package {
    /// Cargo builds anew what was written after the last build. A file that was put back with its old time would
    /// be judged by what was there before: such a one is given the time of now.
    fn see(&self, program: &str, file: &Path) -> Result<()> {
        let read = |file: &Path| fs::read(file).with_context(|| format!("{}: can't be read", file.display()));
        let time = |file: &Path| fs::metadata(file).and_then(|metadata| metadata.modified());
        let seen = self.folder.join("seen").join(program);
        let contents = read(file)?;
        if let (Ok(old), Ok(old_time)) = (fs::read(&seen), time(&seen))
            && old != contents
            && time(file).is_ok_and(|time| time <= old_time)
        {
            // Where that isn't allowed, nothing is lost but this care.
            let _ =
                File::options().write(true).open(file).and_then(|file| file.set_modified(SystemTime::now()));
        }
        fs::create_dir_all(self.folder.join("seen"))?;
        write_if_new(&seen, &contents)?;
        Ok(())
    }
}

/// Whether there is a clippy to call.
pub fn has_clippy() -> bool {
    let output = Command::new(cargo()).args(["clippy", "--version"]).output();
    output.is_ok_and(|output| output.status.success())
}

impl Built {
    /// What was said of a program.
    pub fn of(&self, program: &str) -> Said {
        self.said.get(program).cloned().unwrap_or_default()
    }

    /// Why a program isn't there.
    pub fn why_not(&self, program: &str) -> Broken {
        let errors = self.of(program).text(true);
        if !errors.is_empty() {
            Broken::Own(errors)
        } else if !self.needed.is_empty() {
            Broken::Needed(self.needed.clone())
        } else {
            Broken::Needed(self.notes.clone())
        }
    }

    fn read(&mut self, message: &Value) {
        let Some(target) = message["target"]["name"].as_str() else {
            return;
        };
        // What it depends on has no programs.
        let ours = message["target"]["kind"][0] == "bin";
        match message["reason"].as_str() {
            Some("compiler-artifact") if ours => {
                let said = self.said.entry(target.to_owned()).or_default();
                said.program = message["executable"].as_str().map(PathBuf::from);
            }
            Some("compiler-message") => {
                let message = &message["message"];
                let text = message["rendered"].as_str().unwrap_or_default();
                let is_error = match message["level"].as_str() {
                    Some("error" | "error: internal compiler error") => true,
                    Some("warning") => false,
                    _ => return,
                };
                let code = message["code"]["code"].as_str().map(str::to_owned);
                // Such a one only counts the others.
                let counts = message["message"].as_str().is_some_and(|message| {
                    message.starts_with("aborting due to") || message.ends_with("emitted")
                });
                if counts && code.is_none() {
                    return;
                }
                if ours {
                    let remarks = &mut self.said.entry(target.to_owned()).or_default().remarks;
                    remarks.push(Remark { is_error, code, text: text.to_owned() });
                } else if is_error {
                    self.needed += text;
                }
            }
            _ => {}
        }
    }

    /// Files are named as they would be typed, if the current directory is the workspace's top folder.
    fn name_files_from(&mut self, root: &Path) {
        if !std::env::current_dir().is_ok_and(|here| here == root) {
            return;
        }
        let prefix = format!("{}{}", root.display(), std::path::MAIN_SEPARATOR);
        for remark in self.said.values_mut().flat_map(|said| &mut said.remarks) {
            remark.text = remark.text.replace(&prefix, "");
        }
    }
}

impl Said {
    /// The errors, or the warnings, as they are shown.
    pub fn text(&self, errors: bool) -> String {
        let wanted = self.remarks.iter().filter(|remark| remark.is_error == errors);
        wanted.map(|remark| remark.text.as_str()).collect()
    }

    /// The codes of the errors, or of the warnings, each once. One without a code is called "none".
    pub fn codes(&self, errors: bool) -> Vec<String> {
        let wanted = self.remarks.iter().filter(|remark| remark.is_error == errors);
        let mut codes: Vec<String> =
            wanted.map(|remark| remark.code.clone().unwrap_or_else(|| "none".to_owned())).collect();
        codes.sort();
        codes.dedup();
        codes
    }
}

/// Writes a file as a whole, unless it is just so already. Whether it had to.
pub fn write_if_new(file: &Path, contents: &[u8]) -> Result<bool> {
    if fs::read(file).is_ok_and(|old| old == contents) {
        return Ok(false);
    }
    // Nobody ever reads the half of it, not even after a crash.
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let new = file.with_file_name(name);
    let written = fs::write(&new, contents).and_then(|()| fs::rename(&new, file));
    if written.is_err() {
        let _ = fs::remove_file(&new);
    }
    written.with_context(|| format!("{}: can't be written", file.display()))?;
    Ok(true)
}

fn manifest(root: &Path, programs: &[(String, PathBuf)]) -> Result<String> {
    let file = root.join("Cargo.toml");
    let text = fs::read_to_string(&file).with_context(|| format!("{}: can't be read", file.display()))?;
    let reader = Reader { file: &file, text: &text };
    let table = reader.parse()?;
    let table = table.get_ref();
    let workspace = below(table, "workspace");

    let mut manifest = format!(
        "# Generated by `cargo xtask workshop`, from the workspace's Cargo.toml and the exercises.\n\
         [package]\n\
         name = \"{NAME}\"\n\
         edition = \"2024\"\n\
         publish = false\n\
         autobins = false\n\
         autolib = false\n\
         autoexamples = false\n\
         autotests = false\n\
         autobenches = false\n\n\
         [workspace]\n\
         resolver = \"3\"\n\n"
    );
    manifest += "[dependencies]\n";
    let dependencies = workspace.and_then(|workspace| below(workspace, "dependencies"));
    for name in DEPENDENCIES {
        if let Some(value) = dependencies.and_then(|dependencies| dependencies.get(name)) {
            manifest += &format!("{name} = {}\n", written(value.get_ref()));
        }
    }
    if dependencies.is_some_and(|dependencies| dependencies.get("shared").is_some()) {
        let path = quoted(&root.join("shared"))?;
        manifest += &format!("shared = {{ path = {path}, features = [\"blocks\"] }}\n");
    }
    if let Some(lints) = workspace.and_then(|workspace| below(workspace, "lints")) {
        manifest += "\n[lints]\n";
        // An exercise may lose the text at its head.
        manifest += &lines(lints).replace("\"missing_docs\" = \"warn\"", "\"missing_docs\" = \"allow\"");
    }
    manifest += &profiles(below(table, "profile"));
    for (program, file) in programs {
        manifest += &format!("\n[[bin]]\nname = \"{program}\"\npath = {}\n", quoted(file)?);
    }
    Ok(manifest)
}

/// The workspace's profiles: what an exercise needs is built as it is built for the demos. The exercises
/// themselves are small: to build them for a debugger, or piece by piece, costs more than it brings.
fn profiles(profiles: Option<&DeTable>) -> String {
    let none = DeTable::new();
    let profiles = profiles.unwrap_or(&none);
    let mut text = String::new();
    let mut names: Vec<&str> = profiles.keys().map(|name| name.get_ref().as_ref()).collect();
    if !names.contains(&"dev") {
        names.push("dev");
    }
    for name in names {
        let profile = below(profiles, name).unwrap_or(&none);
        text += &format!("\n[profile.{name}]\n");
        for (key, value) in profile.iter().filter(|(key, _)| key.get_ref() != "package") {
            text += &format!("{:?} = {}\n", key.get_ref(), written(value.get_ref()));
        }
        text += &format!("\n[profile.{name}.package]\n");
        text += &below(profile, "package").map(lines).unwrap_or_default();
        if name == "dev" {
            text += &format!("{NAME} = {{ debug = false, incremental = false }}\n");
        }
    }
    text
}

/// The table that is a value of another.
fn below<'t, 'v>(table: &'t DeTable<'v>, key: &str) -> Option<&'t DeTable<'v>> {
    match table.get(key)?.get_ref() {
        DeValue::Table(table) => Some(table),
        _ => None,
    }
}

fn lines(table: &DeTable) -> String {
    let line = |(key, value): (&toml::Spanned<std::borrow::Cow<str>>, &toml::Spanned<DeValue>)| {
        format!("{:?} = {}\n", key.get_ref(), written(value.get_ref()))
    };
    table.iter().map(line).collect()
}

/// A value as TOML, in one line.
fn written(value: &DeValue) -> String {
    match value {
        DeValue::String(value) => format!("{value:?}"),
        DeValue::Integer(value) => value.as_str().to_owned(),
        DeValue::Float(value) => value.as_str().to_owned(),
        DeValue::Boolean(value) => value.to_string(),
        DeValue::Datetime(value) => value.to_string(),
        DeValue::Array(values) => {
            let values: Vec<String> = values.iter().map(|value| written(value.get_ref())).collect();
            format!("[{}]", values.join(", "))
        }
        DeValue::Table(table) => {
            let pairs: Vec<String> = table
                .iter()
                .map(|(key, value)| format!("{:?} = {}", key.get_ref(), written(value.get_ref())))
                .collect();
            format!("{{ {} }}", pairs.join(", "))
        }
    }
}

/// A path as a text in TOML.
fn quoted(path: &Path) -> Result<String> {
    let Some(path) = path.to_str() else {
        bail!(Misuse(format!("{}: cargo takes only paths that are UTF-8", path.display())));
    };
    let mut quoted = String::from("\"");
    for char in path.chars() {
        match char {
            '"' | '\\' => quoted.extend(['\\', char]),
            _ if char.is_control() => quoted += &format!("\\u{:04X}", u32::from(char)),
            _ => quoted.push(char),
        }
    }
    Ok(quoted + "\"")
}
